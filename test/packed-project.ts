import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pack } from "../scripts/pack.mjs";

/** The root of the repository. */
export const root: string = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** An empty project outside of the repository, in which the packed packages are installed. */
export interface PackedProject {
  readonly folder: string;
  remove(): void;
}

interface Manifest {
  readonly dependencies?: { readonly [name: string]: string };
  readonly peerDependencies?: { readonly [name: string]: string };
}

/**
 * Installs the tarballs as pnpm would: every package finds what its packed manifest declares, and nothing else. What others publish comes from
 * this repository, as the lock file pins it. `others` are names in the `node_modules` of a folder of this repository.
 */
export async function packedProject(
  ...others: readonly { folder: string; names: readonly string[] }[]
): Promise<PackedProject> {
  const packages = await pack();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "packed-")));
  const unpacked = (name: string): string => join(folder, "packed", name);
  for (const { name, tarball } of packages) {
    mkdirSync(unpacked(name), { recursive: true });
    execFileSync("tar", ["-xzf", tarball, "-C", unpacked(name), "--strip-components=1"]);
  }
  for (const { name, folder: source } of packages) {
    link(folder, name, unpacked(name));
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(unpacked(name), "package.json"), "utf8"),
    ) as Manifest;
    for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
      const ours = packages.some((one) => one.name === dependency);
      link(
        unpacked(name),
        dependency,
        ours ? unpacked(dependency) : join(root, source, "node_modules", dependency),
      );
    }
  }
  for (const { folder: source, names } of others)
    for (const name of names) link(folder, name, join(root, source, "node_modules", name));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function link(project: string, name: string, target: string): void {
  const path = join(project, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync(realpathSync(target), path);
}
