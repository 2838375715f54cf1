// A process that takes each directory named on its input, answers whether it got it, and keeps it until it ends.
import { createInterface } from "node:readline";
import { isLedgerError } from "@promptledger/core/adapter";
import { lockDirectory } from "../src/pglite/directory-lock.ts";

console.log("ready");
for await (const directory of createInterface({ input: process.stdin })) {
  try {
    await lockDirectory(directory);
    console.log("taken");
  } catch (error) {
    if (!isLedgerError(error, "unavailable")) throw error;
    console.log("refused");
  }
}
