import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const packages = resolve(fileURLToPath(import.meta.url), "../../packages");

/** Where CONTRIBUTING.md allows a double cast. */
const ALLOWED = [/^core\/src\/call-shape\//u, /^models\/src\//u, /^core\/src\/version\/content\.ts$/u];

/** The source files of all packages that cast twice. */
function casting(): readonly string[] {
  return readdirSync(packages)
    .flatMap((name) =>
      readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" }).map((file) =>
        join(name, "src", file),
      ),
    )
    .filter((file) => file.endsWith(".ts") && !/\.test(-d)?\.ts$/u.test(file))
    .filter((file) => readFileSync(join(packages, file), "utf8").includes("as unknown as"));
}

it("casts a value twice only where the rules of contributing allow it", () => {
  const found = casting();
  expect(found).not.toEqual([]);
  expect(found.filter((file) => !ALLOWED.some((place) => place.test(file)))).toEqual([]);
});
