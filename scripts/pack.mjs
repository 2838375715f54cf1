// Packs every package that is published, as `pnpm publish` would, into one folder. Does nothing when nothing changed since the last time.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { filesUnder, fingerprint, packageFolders, root, stamp } from "./fingerprint.mjs";
import { pnpm } from "./pnpm.mjs";
import { isMain } from "./run.mjs";

const folder = join(root, "node_modules", ".cache", "prompt-ledger", "packed");

/**
 * A package that is published.
 * @typedef {object} Published
 * @property {string} folder relative to the root
 * @property {string} name
 * @property {string} tarball
 */

/** @returns {readonly Published[]} what is published, and where its tarball lies once it is packed */
export function publishedPackages() {
  return packageFolders()
    .map((path) => ({ path, ...JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")) }))
    .filter((manifest) => !manifest.private)
    .map(({ path, name, version }) => ({
      folder: path,
      name,
      tarball: join(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`),
    }));
}

/** Packs what `npm run build` has built. */
export async function pack() {
  const packages = publishedPackages();
  const files = packages.flatMap(({ folder: path }) => [
    ...["package.json", "README.md"].map((file) => `${path}/${file}`),
    ...["dist", "src", "samples"].flatMap((part) => filesUnder(`${path}/${part}`)),
  ]);
  const wanted = fingerprint([...files, "LICENSE", "package.json"]);
  const packed = stamp("pack");
  const tarballs = packages.map(({ tarball }) => tarball);
  if (packed.matches(wanted) && tarballs.every((tarball) => present().includes(tarball))) return packages;

  // Packed beside it and then moved: another process may read what was packed before.
  const beside = `${folder}-${process.pid}`;
  mkdirSync(beside, { recursive: true });
  const filters = packages.flatMap(({ name }) => ["--filter", name]);
  const { ok, output } = await pnpm(["-r", ...filters, "pack", "--pack-destination", beside]);
  if (!ok) throw new Error(`the packages cannot be packed:\n${output}`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(beside, folder);
  packed.write(wanted);
  return packages;
}

/** @returns {readonly string[]} the tarballs that are there */
function present() {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).map((file) => join(folder, file));
}

if (isMain(import.meta.url)) for (const { tarball } of await pack()) console.log(tarball);
