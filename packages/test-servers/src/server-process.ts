import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { guard } from "./guard.ts";
import { endTree, isRunning, killTree } from "./process-tree.ts";
import type { ServerUser } from "./server-user.ts";

/** A server that runs as a child of this process, and not longer than it. */
export interface ServerProcess {
  readonly pid: number;
  isRunning(): boolean;
  /** Waits until it has ended, and answers its exit code: null if a signal ended it. */
  ended(): Promise<number | null>;
  /** Sends a signal and waits until it has ended; it is killed when it has not after 20 seconds. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Kills it with all of its children, as a power cut would, and waits until they are gone. */
  kill(): Promise<void>;
}

/** What to start. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly user: ServerUser;
  /** Removed if this process ends before the server does. */
  readonly folder: string;
  /** The file that takes what it writes: a pipe would fill up while a test does not read. */
  readonly log: string;
}

const PATIENCE = 20_000;
const left = new Map<ServerCommand, number>();

process.on("exit", () => {
  for (const [{ folder }, pid] of left) {
    endTree(pid);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Starts a server. It has ended when this process has, in whatever way this process ends. */
export async function startProcess(command: ServerCommand): Promise<ServerProcess> {
  const log = openSync(command.log, "a");
  const child = spawn(command.program, command.args, {
    ...command.user,
    cwd: command.folder,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  await once(child, "spawn");
  const pid = child.pid as number;
  const release = guard(pid, command.folder);
  left.set(command, pid);
  const exited = once(child, "exit").then(([code]): number | null => {
    left.delete(command);
    release();
    return code;
  });

  const kill = async (): Promise<void> => {
    const tree = killTree(pid);
    await exited;
    while (tree.some(isRunning)) await sleep(5);
  };
  const running = (): boolean => left.has(command);
  return {
    pid,
    isRunning: running,
    ended: () => exited,
    async end(signal) {
      if (!running()) return;
      child.kill(signal);
      const waiting = new AbortController();
      const late = sleep(PATIENCE, true, { signal: waiting.signal }).catch(() => false);
      if (await Promise.race([late, exited.then(() => false)])) await kill();
      waiting.abort();
    },
    async kill() {
      if (running()) await kill();
    },
  };
}

/** Waits until a server answers; throws with its log if it ends before, or does not answer in time. */
export async function untilReady(
  server: ServerProcess,
  log: string,
  answers: () => Promise<unknown>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      await answers();
      return;
    } catch (error) {
      if (server.isRunning() && Date.now() < deadline) {
        await sleep(20);
        continue;
      }
      await server.kill();
      throw new Error(`the server did not start; it wrote:\n${readFileSync(log, "utf8")}`, { cause: error });
    }
  }
}
