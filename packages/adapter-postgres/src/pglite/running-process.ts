import { readFileSync } from "node:fs";

/** A process of this machine; `started` tells it from a later one of the same number, where the system says so. */
export interface RunningProcess {
  readonly pid: number;
  readonly started: string | null;
}

/** This process. */
export function thisProcess(): RunningProcess {
  return { pid: process.pid, started: statOf(process.pid)?.started ?? null };
}

/**
 * Whether that very process still runs. One that has ended does not, also when its parent has not asked for its exit code yet, or
 * when another process has its number now. Where the start of processes cannot be read, any process with the number is taken for it.
 */
export function isRunning({ pid, started }: RunningProcess): boolean {
  if (!exists(pid)) return false;
  const stat = statOf(pid);
  if (stat === null) return true;
  return !"ZX".includes(stat.state) && (started === null || started === stat.started);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const STATE = 0;
const START_TIME = 19;

/** What Linux tells of a process; null elsewhere. Its start is counted from that of the machine, so that belongs to it. */
function statOf(pid: number): { readonly state: string; readonly started: string } | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the program's name in parentheses, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[STATE] ?? "", started: `${boot}/${fields[START_TIME]}` };
  } catch {
    return null;
  }
}
