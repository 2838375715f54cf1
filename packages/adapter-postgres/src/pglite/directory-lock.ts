import { randomUUID } from "node:crypto";
import { appendFile, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { LedgerError } from "@promptledger/core/adapter";
import type { RunningProcess } from "./running-process.ts";
import { isRunning, thisProcess } from "./running-process.ts";

/** A directory that is this process's alone. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** Who claims a directory, and in whose place. */
interface Claim extends RunningProcess {
  readonly id: string;
  /** The claim that this one takes the place of; null where it found the directory free. */
  readonly replaces: string | null;
  readonly host: string;
  /** When it was claimed, in ISO 8601. */
  readonly since: string;
}

/**
 * Takes a directory for this process, or throws `unavailable`, which names who has it. A lock that a dead process of this host left
 * behind is taken over, by one taker only; that of another host never.
 *
 * The file `lock` is a log of claims: each names the one that it replaces, and counts only if that one was still the owner. So the
 * order in which the file system appends decides a race. The file is removed when its owner lets go.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = join(directory, "lock");
  const id = randomUUID();
  for (;;) {
    const owner = await ownerIn(file);
    if (owner?.id === id) break;
    if (owner !== null) refuseUnlessDead(owner, directory, file);
    const claim: Claim = {
      id,
      replaces: owner?.id ?? null,
      ...thisProcess(),
      host: hostname(),
      since: new Date().toISOString(),
    };
    // A line break first: the line of a process that was stopped in the middle of it must not spoil this one.
    await appendFile(file, `\n${JSON.stringify(claim)}\n`, { mode: 0o600 });
  }
  return {
    async release() {
      if ((await ownerIn(file))?.id === id) await rm(file, { force: true });
    },
  };
}

/** The owner by the file that is now at this path: a claim in one that was removed meanwhile is lost. */
async function ownerIn(file: string): Promise<Claim | null> {
  let owner: Claim | null = null;
  for (const line of (await textOf(file)).split("\n")) {
    const claim = parseClaim(line);
    if (claim !== null && claim.replaces === (owner?.id ?? null)) owner = claim;
  }
  return owner;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function parseClaim(line: string): Claim | null {
  try {
    const value: unknown = JSON.parse(line);
    return isClaim(value) ? value : null;
  } catch {
    return null;
  }
}

function isClaim(value: unknown): value is Claim {
  if (typeof value !== "object" || value === null) return false;
  const { id, replaces, pid, started, host, since } = value as Record<string, unknown>;
  const texts = [id, host, since].every((field) => typeof field === "string");
  const orNull = [replaces, started].every((field) => field === null || typeof field === "string");
  return texts && orNull && Number.isInteger(pid);
}

function refuseUnlessDead(owner: Claim, directory: string, file: string): void {
  const { pid, host, since } = owner;
  const here = host === hostname();
  if (here && !isRunning(owner)) return;
  const own = here && pid === process.pid;
  const who = own ? "this process" : `process ${pid} on ${here ? "this machine" : `the host ${host}`}`;
  throw new LedgerError(
    "unavailable",
    `${directory} is in use by ${who} since ${since}, and only one at a time may open it: ${wayOut(own, here, file)}`,
  );
}

function wayOut(own: boolean, here: boolean, file: string): string {
  if (own) return "use what is open already, or close it first";
  if (here) return "stop that process first";
  return `stop that process there; if it is gone for good, which cannot be seen from here, remove ${file}`;
}
