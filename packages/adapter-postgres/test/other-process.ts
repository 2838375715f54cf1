import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { bundleProgram } from "@promptledger/test-servers";

/** Another process, which answers in lines. */
export interface OtherProcess {
  readonly pid: number;
  /** The next line that it writes. */
  line(): Promise<string>;
  say(line: string): void;
  /** Kills it without warning, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a program. */
export async function otherProcess(program: URL, ...args: readonly string[]): Promise<OtherProcess> {
  const file = await bundleProgram(program);
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, [file, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    async line() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${program.pathname} has ended`);
      return value;
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
