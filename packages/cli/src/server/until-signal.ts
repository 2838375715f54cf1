import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Waits for a signal that stops the server. A second signal ends the process at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      stopping = true;
      resolve(signal);
    };
    for (const signal of SIGNALS) process.on(signal, stop);
  });
}
