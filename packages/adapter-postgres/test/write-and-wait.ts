// A process that writes one row to the PGlite of a directory, and then waits to be killed.
import { openPGlite } from "../src/index.ts";

const { pglite } = await openPGlite(process.argv[2] ?? "");
await pglite.query("CREATE TABLE written (what text)");
await pglite.query("INSERT INTO written VALUES ('before the end')");
console.log("written");
setInterval(() => undefined, 60_000);
