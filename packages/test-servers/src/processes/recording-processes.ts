import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleProgram } from "./bundle-program.ts";
import type { FromRecording, RecordingSettings, ToRecording } from "./serve-recording.ts";

/** Which processes to start. */
export interface RecordingOptions {
  /** A program that calls `serveRecording`. */
  readonly program: URL;
  readonly args: readonly string[];
  /** Where records are written. */
  readonly folder: string;
  /** Begins the names of the processes. */
  readonly name: string;
  readonly tenants: readonly string[];
  /** How many processes of clients to start. There is one process of followers besides. */
  readonly processes: number;
  /** The number of clients in each process. */
  readonly clients: number;
}

/** Processes that record what they do, and that can be killed and stopped meanwhile. */
export interface RecordingProcesses {
  /** Whether all of them have begun to work. */
  areWorking(): boolean;
  /** How many lines all of them have recorded, about. */
  lines(): number;
  /** Why a process that was not killed has ended; null if none has. */
  failure(): Error | null;
  /** Kills a process, and starts one that replaces it. One that has just been started is left alone. */
  kill(choice: number): void;
  /** Stops a process for this long. */
  stopFor(choice: number, milliseconds: number): Promise<void>;
  /** Lets the clients finish what they have begun. */
  finish(): Promise<void>;
  /** Lets followers see everything up to these positions, and ends all processes. */
  end(heads: { readonly [tenant: string]: number }): Promise<void>;
  /** Everything that was recorded, a text for each process. */
  records(): readonly string[];
  /** Kills everything that still runs. */
  destroy(): void;
}

interface Started {
  readonly child: ChildProcess;
  readonly settings: RecordingSettings;
  readonly done: Promise<void>;
}

/** Starts processes of clients, and one of followers. */
export async function recordingProcesses(options: RecordingOptions): Promise<RecordingProcesses> {
  const program = await bundleProgram(options.program);
  const files: string[] = [];
  const running: Started[] = [];
  const working = new Set<ChildProcess>();
  let lines = 0;
  let failure: Error | null = null;

  function start(role: RecordingSettings["role"], predecessor: string | null): Started {
    const { name, tenants, clients } = options;
    const own = `${name}-${files.length}`;
    const record = join(options.folder, `${own}.ndjson`);
    files.push(record);
    // A process may be killed before it has opened it.
    writeFileSync(record, "");
    const settings = { name: own, role, tenants, clients, record, predecessor };
    const child = fork(program, [...options.args, JSON.stringify(settings)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const done = new Promise<void>((resolve, reject) => {
      child.on("message", (message: FromRecording) => {
        working.add(child);
        if (message === "done") resolve();
        else if ("failed" in message) reject(new Error(`${own}: ${message.failed}`));
        else if (role === "clients") lines += message.lines;
      });
      child.on("exit", (code, signal) => reject(new Error(`${own} ended with ${code ?? signal}`)));
    });
    done.catch((error: Error) => {
      // One that was killed has been replaced.
      if (running.some((one) => one.child === child)) failure ??= error;
    });
    return { child, settings, done };
  }

  const roles = [...Array.from({ length: options.processes }, () => "clients" as const), "follower" as const];
  running.push(...roles.map((role) => start(role, null)));
  const send = ({ child }: Started, message: ToRecording): void => {
    child.send(message);
  };
  const ofRole = (role: RecordingSettings["role"]): readonly Started[] =>
    running.filter(({ settings }) => settings.role === role);

  return {
    areWorking: () => running.every(({ child }) => working.has(child)),
    lines: () => lines,
    failure: () => failure,
    kill(choice) {
      const index = choice % running.length;
      const { child, settings } = running[index] as Started;
      if (!working.has(child)) return;
      child.kill("SIGKILL");
      running[index] = start(settings.role, settings.role === "clients" ? settings.record : null);
    },
    async stopFor(choice, milliseconds) {
      const { child } = running[choice % running.length] as Started;
      child.kill("SIGSTOP");
      await sleep(milliseconds);
      child.kill("SIGCONT");
    },
    async finish() {
      const clients = ofRole("clients");
      for (const one of clients) send(one, "finish");
      await Promise.all(clients.map(({ done }) => done));
    },
    async end(heads) {
      const followers = ofRole("follower");
      for (const one of followers) send(one, { heads });
      await Promise.all(followers.map(({ done }) => done));
      for (const { child } of running) {
        const exited = once(child, "exit");
        child.disconnect();
        await exited;
      }
    },
    records: () => files.map((file) => readFileSync(file, "utf8")),
    destroy() {
      for (const { child } of running) child.kill("SIGKILL");
    },
  };
}
