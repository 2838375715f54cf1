import { cpus } from "node:os";

// What the numbers below were measured on; a benchmark without it cannot be compared.
console.log(`Node ${process.versions.node} on ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`);
