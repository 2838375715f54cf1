import { SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";
import { colorsOf } from "./terminal.ts";

/** Shows how much of a task is done. */
export interface Progress {
  start(total: number): void;
  advance(done: number): void;
  stop(): void;
}

/** Work that is done within so many milliseconds needs no lines. */
const QUICK = 1000;

/**
 * A progress bar on a terminal; elsewhere, for work that takes longer than a second, a plain line for every tenth of it. Both are written to stderr.
 * `now` is a time in milliseconds.
 */
export function progressOn(
  terminal: Terminal,
  title: string,
  noun = "changes",
  now: () => number = () => performance.now(),
): Progress {
  return terminal.err.isTTY === true ? bar(terminal, title, noun) : lines(terminal, title, noun, now);
}

function bar(terminal: Terminal, title: string, noun: string): Progress {
  const { cyan } = colorsOf(terminal.err, terminal.environment);
  const single = new SingleBar({
    stream: terminal.err as NodeJS.WritableStream,
    format: `${title} ${cyan("{bar}")} {percentage} % | {value} of {total} ${noun} | {eta_formatted} left`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
  });
  return {
    start: (total) => total > 0 && single.start(total, 0),
    advance: (done) => single.update(done),
    stop: () => single.stop(),
  };
}

function lines(terminal: Terminal, title: string, noun: string, now: () => number): Progress {
  let total = 0;
  let shown = 0;
  let began = 0;
  return {
    start(all) {
      total = all;
      began = now();
    },
    advance(done) {
      const tenths = Math.floor((done * 10) / total);
      if (tenths === shown || now() - began < QUICK) return;
      shown = tenths;
      terminal.err.write(`${title} ${tenths * 10} % (${done} of ${total} ${noun})\n`);
    },
    stop: () => undefined,
  };
}
