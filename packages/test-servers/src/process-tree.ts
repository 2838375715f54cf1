import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const hasProc = existsSync("/proc/self/stat");

/** Whether a process still runs. One that has ended, but whose parent has not asked for its exit code, does not. */
export function isRunning(pid: number): boolean {
  if (hasProc) return !["Z", "X", undefined].includes(readStat(pid)?.state);
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Sends SIGKILL to a process and to its children, and answers the ids of all of them. */
export function killTree(pid: number): readonly number[] {
  // Stopped first, so that it starts no child while its children are counted.
  signal(pid, "SIGSTOP");
  const tree = [pid, ...childrenOf(pid)];
  for (const one of tree) signal(one, "SIGKILL");
  return tree;
}

/**
 * Ends a process and its children before it returns, for when this process exits: by SIGQUIT, upon which PostgreSQL frees its
 * shared memory, and by SIGKILL what is left after a second.
 */
export function endTree(pid: number): void {
  const deadline = Date.now() + 1000;
  signal(pid, "SIGQUIT");
  while (isRunning(pid) && Date.now() < deadline);
  const children = killTree(pid).slice(1);
  while (children.some(isRunning));
}

/** Stops a process and its children, as a frozen machine would, until the returned function is called. They answer nothing, and keep their connections. */
export function freezeTree(pid: number): () => void {
  signal(pid, "SIGSTOP");
  const tree = [pid, ...childrenOf(pid)];
  for (const one of tree) signal(one, "SIGSTOP");
  return () => {
    for (const one of tree) signal(one, "SIGCONT");
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended, which is what was wanted.
  }
}

function childrenOf(pid: number): readonly number[] {
  if (hasProc) {
    const all = readdirSync("/proc").map(Number).filter(Number.isInteger);
    return all.filter((one) => readStat(one)?.parent === pid);
  }
  try {
    return execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map(Number);
  } catch {
    return [];
  }
}

interface Stat {
  readonly state: string | undefined;
  readonly parent: number;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program stands in parentheses before these, and may itself hold any character.
    const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
