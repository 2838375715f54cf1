import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { bundleProgram } from "@promptledger/test-servers";
import type { ApiAnswer, ApiCall } from "./api-calls.ts";

const program = new URL("./api-process.ts", import.meta.url);

/** A process that serves both APIs to itself. */
export interface ApiProcess {
  /** Sends all requests at once, and answers when the last is answered, in the order of the requests. */
  send(calls: readonly ApiCall[]): Promise<readonly ApiAnswer[]>;
  /** Ends the process and waits until it is gone. */
  end(): Promise<void>;
}

/** Starts so many processes on one migrated database. */
export async function startApiProcesses(url: string, count: number): Promise<readonly ApiProcess[]> {
  return Promise.all(Array.from({ length: count }, () => startApiProcess(url)));
}

async function startApiProcess(url: string): Promise<ApiProcess> {
  const child = fork(await bundleProgram(program), [url], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await answerOf(child);
  return {
    send(calls) {
      child.send(calls);
      return answerOf(child) as Promise<readonly ApiAnswer[]>;
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`the process ended with ${code ?? signal}`);
  });
  const [message] = (await Promise.race([once(child, "message"), ended])) as [unknown];
  return message;
}
