#!/usr/bin/env node
import { createInterface } from "node:readline/promises";
import { runProgram } from "./program.ts";

// The reader of the output may stop reading, as `head` does. That is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // At the end of the input, as after Ctrl+D, nobody has answered.
  const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    return await Promise.race([lines.question(question), ended]);
  } finally {
    lines.close();
  }
}

process.exitCode = await runProgram(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  environment: process.env,
});
