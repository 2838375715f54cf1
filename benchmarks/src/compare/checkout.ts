import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Aborted when this process ends: a compiler that went on would write into the folder that is removed. */
const ending = new AbortController();

/** The folder of this checkout, which is the new side unless another is named. */
export const OWN_ROOT: string = fileURLToPath(new URL("../../..", import.meta.url));

/** A commit's files in a folder of their own. */
export interface Checkout {
  readonly root: string;
  /** The commit, as Git abbreviates it. */
  readonly commit: string;
}

/**
 * Checks a commit out into a temporary folder, which is removed when this process ends. A clone, and not a worktree, so that a process
 * that is killed leaves nothing in this repository. Throws where there is no such commit.
 */
export async function checkOut(name: string): Promise<Checkout> {
  const hash = await git(OWN_ROOT, "rev-parse", "--verify", `${name}^{commit}`);
  const root = mkdtempSync(join(tmpdir(), "promptledger-compare-"));
  process.once("exit", () => {
    ending.abort();
    rmSync(root, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  await git(OWN_ROOT, "clone", "--quiet", "--shared", "--no-checkout", ".", root);
  await git(root, "checkout", "--quiet", "--detach", hash);
  return { root, commit: await git(root, "rev-parse", "--short", hash) };
}

/** Brings a checkout's dependencies, and compiles the packages that are compared, with its own script and its own compiler. */
export async function build(root: string): Promise<void> {
  await inFolder(root, process.execPath, "scripts/set-up.mjs");
  // Not everything: a mistake in a package that is not measured would be in the way.
  const adapters = ["memory", "postgres", "redis"].map((name) => `packages/adapter-${name}`);
  await inFolder(root, join(root, "node_modules/.bin/tsc"), "-b", ...adapters);
}

async function inFolder(folder: string, program: string, ...args: readonly string[]): Promise<void> {
  const options = { cwd: folder, signal: ending.signal, killSignal: "SIGKILL" } as const;
  await run(program, args, options).catch((error: { readonly stdout: string }) => {
    throw new Error(`${program} ${args.join(" ")} failed in ${folder}\n${error.stdout}`, { cause: error });
  });
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  return (await run("git", args, { cwd: folder })).stdout.trim();
}
