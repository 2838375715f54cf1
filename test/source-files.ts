import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the whole project. */
export const root: string = resolve(fileURLToPath(import.meta.url), "../..");

/** The names of all packages. */
export const packages: readonly string[] = readdirSync(join(root, "packages"));

/** The source files of a package without its tests, by their paths from the root. */
export function sourcesOf(name: string): readonly string[] {
  const folder = join("packages", name, "src");
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test(-d)?\.ts$/u.test(file))
    .map((file) => join(folder, file));
}
