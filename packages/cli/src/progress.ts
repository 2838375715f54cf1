import { SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";
import { colorsOf } from "./terminal.ts";

/** Shows how far something is. */
export interface Progress {
  start(total: number): void;
  advance(done: number): void;
  stop(): void;
}

const LINES = 10;

/** A bar on a terminal; elsewhere a plain line for every tenth of the work. Both go to stderr. */
export function progressOn(terminal: Terminal, title: string, noun = "changes"): Progress {
  return terminal.err.isTTY === true ? bar(terminal, title, noun) : lines(terminal, title, noun);
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
    start: (total) => {
      if (total > 0) single.start(total, 0);
    },
    advance: (done) => single.update(done),
    stop: () => single.stop(),
  };
}

function lines(terminal: Terminal, title: string, noun: string): Progress {
  let total = 0;
  let told = 0;
  return {
    start: (all) => {
      total = all;
    },
    advance: (done) => {
      const tenth = Math.floor((done * LINES) / total);
      if (tenth === told) return;
      told = tenth;
      terminal.err.write(`${title} ${tenth * (100 / LINES)} % (${done} of ${total} ${noun})\n`);
    },
    stop: () => undefined,
  };
}
