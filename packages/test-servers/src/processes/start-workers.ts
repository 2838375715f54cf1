import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { bundleProgram } from "./bundle-program.ts";
import type { FromWorker, Jobs, ToWorker } from "./worker-message.ts";

/** A running job. */
export interface Running<Name extends keyof Jobs> {
  readonly done: Promise<Jobs[Name]["value"]>;
  /** Ends the job, which then returns its result. */
  stop(): void;
}

/** A process with a client and a store of its own. */
export interface Worker {
  start<Name extends keyof Jobs>(
    job: Name,
    argument: Jobs[Name]["argument"],
    heard?: (note: Jobs[Name]["note"]) => void,
  ): Running<Name>;
  /** Ends the process and waits until it has ended. */
  end(): Promise<void>;
}

interface Call {
  readonly heard: (note: never) => void;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Starts this many processes of a program that calls `serveJobs`, each with the same arguments. */
export async function startWorkers(
  program: URL,
  args: readonly string[],
  count: number,
): Promise<readonly Worker[]> {
  return Promise.all(Array.from({ length: count }, () => startWorker(program, args)));
}

async function startWorker(program: URL, args: readonly string[]): Promise<Worker> {
  const child = fork(await bundleProgram(program), args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const calls = new Map<number, Call>();
  let made = 0;
  child.on("message", (message: FromWorker) => answer(calls, message));
  child.on("exit", (code, signal) => {
    for (const { reject } of calls.values()) reject(new Error(`the worker ended with ${code ?? signal}`));
    calls.clear();
  });
  await Promise.race([once(child, "message"), once(child, "exit")]);
  const send = (message: ToWorker): void => {
    child.send(message);
  };
  return {
    start(job, argument, heard = () => undefined) {
      made += 1;
      const call = made;
      const done = new Promise<Jobs[typeof job]["value"]>((resolve, reject) => {
        calls.set(call, { heard, resolve, reject });
      });
      // The rejection is reported when `done` is awaited.
      done.catch(() => undefined);
      send({ call, job, argument });
      return { done, stop: () => send({ stop: call }) };
    },
    end: () => end(child),
  };
}

function answer(calls: Map<number, Call>, message: FromWorker): void {
  const call = calls.get(message.call);
  if (call === undefined) return;
  if ("note" in message) {
    call.heard(message.note as never);
    return;
  }
  calls.delete(message.call);
  if ("error" in message) call.reject(new Error(message.error));
  else call.resolve(message.value as never);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.disconnect();
  await once(child, "exit");
}
