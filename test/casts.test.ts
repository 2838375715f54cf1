import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packages, root, sourcesOf } from "./source-files.ts";

/** Where CONTRIBUTING.md allows a double cast. */
const ALLOWED = [
  /^packages\/core\/src\/call-shape\//u,
  /^packages\/models\/src\//u,
  /^packages\/core\/src\/version\/content\.ts$/u,
];

it("casts a value twice only where the rules of contributing allow it", () => {
  const found = packages
    .flatMap(sourcesOf)
    .filter((file) => readFileSync(join(root, file), "utf8").includes("as unknown as"));
  expect(found).not.toEqual([]);
  expect(found.filter((file) => !ALLOWED.some((place) => place.test(file)))).toEqual([]);
});
