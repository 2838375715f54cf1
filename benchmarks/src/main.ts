import { cpus } from "node:os";
import { benchmarkFold } from "./fold.ts";
import { benchmarkLedger } from "./ledger.ts";
import { benchmarkAppend } from "./memory-append.ts";

// What the numbers below were measured on; a benchmark without it cannot be compared.
console.log(
  `Node ${process.versions.node} on ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}\n`,
);
await benchmarkAppend();
await benchmarkFold();
await benchmarkLedger();
