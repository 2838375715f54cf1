// A process that starts a server, and ends without stopping it when it is written to.
import { startPostgres } from "../src/postgres.ts";

const server = await startPostgres();
console.log(JSON.stringify({ pid: server.pid(), folder: server.folder }));
process.stdin.once("data", () => process.exit(0));
