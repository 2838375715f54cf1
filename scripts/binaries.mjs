// The programs that tests start. What is missing is installed where that is ours to do; elsewhere it is said how to get it.
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run, step } from "./run.mjs";

/** @type {readonly { command: string, debianPackage: string }[]} */
const PROGRAMS = [{ command: "curl", debianPackage: "curl" }];

/** Makes sure that every program that tests start is there; answers whether it is. */
export async function provideBinaries() {
  const missing = PROGRAMS.filter(({ command }) => !isInstalled(command));
  if (missing.length === 0) return true;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    const commands = missing.map(({ command }) => command).join(", ");
    console.error(
      `The tests need ${commands}. On Debian: apt-get install ${packages.join(" ")}; elsewhere, install it and put it on the PATH.`,
    );
    return false;
  }
  return step(`set-up: apt-get installs ${packages.join(", ")}, which tests start`, async () => {
    const updated = await run("apt-get", ["update"]);
    return updated.ok
      ? run("apt-get", ["install", "--yes", "--no-install-recommends", ...packages])
      : updated;
  });
}

/** @param {string} command */
function isInstalled(command) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
