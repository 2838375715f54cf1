import { runProgram } from "../src/program.ts";
import type { Terminal } from "../src/terminal/terminal.ts";
import type { Outcome } from "./command.ts";

/** Runs a command from the sources, in this process: many times faster than the built one, with the same outcome. */
export async function inProcess(
  args: readonly string[],
  isTTY = false,
  environment: Readonly<Record<string, string>> = {},
  ask?: Terminal["ask"],
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const out = { isTTY, write: (text: string) => (stdout += text) };
  const err = { isTTY, write: (text: string) => (stderr += text) };
  const asks = ask === undefined ? {} : { ask };
  const code = await runProgram(args, { out, err, environment: { PAGER: "cat", ...environment }, ...asks });
  return { code, stdout, stderr };
}
