// A process that starts a server, and ends without stopping it when it is written to.
import { join } from "node:path";
import { serverFolder } from "../src/server-folder.ts";
import { startProcess } from "../src/server-process.ts";

const folder = serverFolder("promptledger-host", {});
const log = join(folder, "log");
const server = await startProcess({ program: "sleep", args: ["600"], user: {}, folder, log });
console.log(JSON.stringify({ pid: server.pid, folder }));
process.stdin.once("data", () => process.exit(0));
