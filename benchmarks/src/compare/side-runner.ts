import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { OWN_ROOT } from "./checkout.ts";
import type { SideStart, Turn, TurnAnswer } from "./side-message.ts";

const PROGRAM = fileURLToPath(new URL("side-process.ts", import.meta.url));
/** The young generation that `npm start` gives the server. */
const FLAGS = ["--max-semi-space-size=64", "--expose-gc", "--import", "tsx"];

/** Takes a side's turns in a process of its own. */
export interface SideRunner {
  /** Answers how many milliseconds the calls took. Throws what a call threw, and where the process ended. */
  take(turn: Turn): Promise<number>;
  end(): Promise<void>;
}

/** Starts the process of a side. It ends with this one at the latest. */
export function startSide(start: SideStart): SideRunner {
  const child = fork(PROGRAM, [JSON.stringify(start)], { cwd: OWN_ROOT, execArgv: FLAGS });
  return {
    take: (turn) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null): void =>
          reject(new Error(`the process of ${start.root} ended with ${code}`));
        child.once("exit", ended);
        child.once("message", (answer: TurnAnswer) => {
          child.off("exit", ended);
          if (answer.status === "measured") resolve(answer.milliseconds);
          else reject(new Error(`${turn.title}, on ${start.root}: ${answer.error}`));
        });
        child.send(turn);
      }),
    async end() {
      if (!child.connected) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
