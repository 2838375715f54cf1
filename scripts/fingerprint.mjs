import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository, whatever folder a script is called from. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The folders of the workspace's packages, relative to the root, in a fixed order. */
export function packageFolders() {
  const published = readdirSync(join(root, "packages"))
    .map((name) => join("packages", name))
    .filter((folder) => existsSync(join(root, folder, "package.json")));
  return [...published.sort(), "benchmarks"];
}

/**
 * Every file under a folder, relative to the root, in a fixed order. A folder that is not there has none.
 * @param {string} folder relative to the root
 * @returns {string[]}
 */
export function filesUnder(folder) {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .sort();
}

/**
 * One hash over the names and contents of files: equal exactly when nothing changed.
 * @param {string[]} files relative to the root; one that is missing counts as such
 */
export function fingerprint(files) {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const file of files) {
    const path = join(root, file);
    hash.update(`\0${file}\0`).update(existsSync(path) ? readFileSync(path) : "(missing)");
  }
  return hash.digest("hex");
}

/**
 * Remembers under node_modules/.cache what a step was last done for, so that it is skipped when nothing changed.
 * @param {string} name
 */
export function stamp(name) {
  const path = join(root, "node_modules", ".cache", "prompt-ledger", name);
  return {
    /** @param {string} value */
    matches: (value) => existsSync(path) && readFileSync(path, "utf8") === value,
    /** @param {string} value */
    write: (value) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, value);
    },
  };
}
