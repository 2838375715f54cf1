import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Output, Terminal } from "./terminal.ts";

/** Shows short answers at once, keeps colors, and leaves the text on the screen: as git starts it. */
const LESS = "FRX";

/**
 * Does the work with a terminal whose answer is shown by a pager: PAGER, or else `less`. Elsewhere than on a terminal, and with the pager `cat` or
 * an empty one, it is written as it is. Ends when the reader has left the pager.
 */
export async function paged(terminal: Terminal, work: (terminal: Terminal) => Promise<void>): Promise<void> {
  const { out, environment } = terminal;
  const command = environment["PAGER"] ?? "less";
  if (out.isTTY !== true || command === "" || command === "cat" || environment["TERM"] === "dumb")
    return work(terminal);
  let pager: Pager | null = null;
  // The pager starts with the first text: a command that fails before shows its error alone.
  const output: Output = {
    isTTY: true,
    write(text) {
      pager ??= startPager(command, environment);
      pager.write(text);
    },
  };
  try {
    await work({ ...terminal, out: output });
  } finally {
    await (pager as Pager | null)?.end((rest) => out.write(rest));
  }
}

interface Pager {
  write(text: string): void;
  /** Ends when the reader has left. What a pager that could not be started was given goes to `instead`. */
  end(instead: (text: string) => void): Promise<void>;
}

function startPager(command: string, environment: Terminal["environment"]): Pager {
  const child = spawn(command, {
    shell: true,
    stdio: ["pipe", "inherit", "inherit"],
    env: { LESS, ...environment },
  });
  const written: string[] = [];
  const closed = once(child, "close").catch(() => [NOT_FOUND]);
  // The reader may leave before everything was written.
  child.stdin.on("error", () => undefined);
  return {
    write(text) {
      written.push(text);
      child.stdin.write(text);
    },
    async end(instead) {
      child.stdin.end();
      const [code] = (await closed) as [number | null];
      if (code === NOT_FOUND || code === NOT_EXECUTABLE) instead(written.join(""));
    },
  };
}

/** How a shell ends when there is no such command, or when it cannot be run. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
