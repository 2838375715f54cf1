import type { ChildProcess } from "node:child_process";
import type { Outcome } from "./command.ts";
import { ended, start } from "./command.ts";

/** A running `promptledger serve`. */
export interface RunningServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** What the server has written to stdout so far. */
  greeting(): string;
  /** Stops the server with a signal. Returns its output and exit code. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

/** Starts a server on a free port, and waits until it has printed its greeting. */
export async function startServer(
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<RunningServer> {
  const child = start(["serve", "--port", "0", ...args], environment);
  const outcome = ended(child);
  let greeting = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      greeting += chunk;
      const found = /http:\/\/[\w.:[\]]+:\d+/u.exec(greeting);
      if (found && /Ctrl-C|^\}/mu.test(greeting)) resolve(found[0]);
    });
    outcome.then(({ code, stderr }) => reject(new Error(`it ended with ${code}: ${stderr}`)), reject);
  });
  return {
    url,
    process: child,
    greeting: () => greeting,
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return outcome;
    },
  };
}
