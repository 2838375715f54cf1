// Runs the pnpm that package.json pins: `node scripts/pnpm.mjs install`. Its archive is used only if its checksum is the pinned one.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./fingerprint.mjs";
import { isMain, run } from "./run.mjs";

/** @typedef {import("./run.mjs").Outcome} Outcome */

/**
 * A pinned version of pnpm, as `packageManager` in package.json writes it: `pnpm@<version>+sha512.<checksum of its archive>`.
 * @param {string} packageManager
 */
export function pinnedPnpm(packageManager) {
  const [, version, checksum] = /^pnpm@(\d+\.\d+\.\d+)\+sha512\.([0-9a-f]{128})$/u.exec(packageManager) ?? [];
  if (version === undefined || checksum === undefined)
    throw new Error("packageManager in package.json must be pnpm@<version>+sha512.<checksum>");
  return { version, checksum };
}

/**
 * Downloads pnpm with npm, from the registry that npm is set to, unless that was done before. Checks the archive each time, and unpacks it only
 * then.
 * @param {object} wanted
 * @param {string} wanted.version
 * @param {string} wanted.checksum SHA-512, in hexadecimal digits
 * @param {string} wanted.folder where the archive is kept
 * @param {(version: string, folder: string) => Promise<Outcome>} [wanted.download]
 * @returns {Promise<Outcome & { program: string }>} the program that Node runs
 */
export async function providePnpm({ version, checksum, folder, download = downloadPnpm }) {
  const archive = join(folder, `pnpm-${version}.tgz`);
  const unpacked = join(folder, "package");
  const program = join(unpacked, "bin", "pnpm.cjs");
  mkdirSync(folder, { recursive: true });
  rmSync(unpacked, { recursive: true, force: true });
  if (!existsSync(archive)) {
    const downloaded = await download(version, folder);
    if (!downloaded.ok) return { ...downloaded, program };
  }
  const found = createHash("sha512").update(readFileSync(archive)).digest("hex");
  if (found !== checksum) {
    // The next attempt downloads it again.
    rmSync(archive);
    const output = `the archive of pnpm ${version} has the SHA-512 ${found}, and package.json expects ${checksum}: it is not used\n`;
    return { ok: false, output, program };
  }
  return { ...(await run("tar", ["-xzf", archive, "-C", folder])), program };
}

/**
 * @param {string} version
 * @param {string} folder
 */
function downloadPnpm(version, folder) {
  return run("npm", [
    "pack",
    `pnpm@${version}`,
    "--pack-destination",
    folder,
    "--ignore-scripts",
    "--prefer-offline",
  ]);
}

/**
 * Runs the pinned pnpm at the root of the repository.
 * @param {readonly string[]} args
 * @param {{ show?: boolean }} [options]
 * @returns {Promise<Outcome>}
 */
export async function pnpm(args, options) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const folder = join(root, "node_modules", ".cache", "prompt-ledger", "pnpm");
  const { program, ...provided } = await providePnpm({ ...pinnedPnpm(packageManager), folder });
  return provided.ok ? run(process.execPath, [program, ...args], options) : provided;
}

if (isMain(import.meta.url)) {
  const { ok, output } = await pnpm(process.argv.slice(2), { show: true });
  process.stderr.write(output);
  process.exitCode = ok ? 0 : 1;
}
