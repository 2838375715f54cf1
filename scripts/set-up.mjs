// Brings the dependencies, exactly as the lock file names them. Does nothing when they are there already.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, packageFolders, root, stamp } from "./fingerprint.mjs";
import { pnpm } from "./pnpm.mjs";
import { isMain, step } from "./run.mjs";

const oldestNode = [20, 19];

/** Ends the process with a clear message on a Node that is too old. */
function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(
    `Prompt Ledger needs Node ${oldestNode.join(".")} or later; this is ${process.versions.node} (${process.execPath}).`,
  );
  process.exit(1);
}

/** What decides whether the installed dependencies are still the right ones. */
function dependencyFiles() {
  const manifests = packageFolders().map((folder) => `${folder}/package.json`);
  return ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "package.json", ...manifests];
}

/** @returns {Promise<boolean>} whether the dependencies are there now */
export async function setUp() {
  requireNode();
  const wanted = fingerprint(dependencyFiles());
  const installed = stamp("set-up");
  const complete = ["node_modules/.modules.yaml", "packages/core/node_modules"].every((path) =>
    existsSync(join(root, path)),
  );
  if (complete && installed.matches(wanted)) {
    console.log("set-up: skipped, the dependencies are installed as pnpm-lock.yaml pins them");
    return true;
  }

  const done = await step("set-up: the pinned pnpm installs the dependencies that pnpm-lock.yaml pins", () =>
    pnpm(["install", "--frozen-lockfile", "--prefer-offline"]),
  );
  if (done) installed.write(wanted);
  return done;
}

if (isMain(import.meta.url)) process.exitCode = (await setUp()) ? 0 : 1;
