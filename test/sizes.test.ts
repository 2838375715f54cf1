import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { packages, root, sourcesOf } from "./source-files.ts";

// What is small stays readable: files with one idea, folders that are seen at a glance.

/** How many lines a file has. */
function linesOf(file: string): number {
  return readFileSync(join(root, file), "utf8").trimEnd().split("\n").length;
}

/** How many of these files each folder has. */
function byFolder(files: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return counts;
}

it.each(packages)("no file of %s has more than 250 lines", (name) => {
  const files = sourcesOf(name);
  expect(files).not.toEqual([]);
  expect(files.filter((file) => linesOf(file) > 250)).toEqual([]);
});

it.each(["adapter-postgres", "adapter-redis", "http", "cli"])(
  "no folder of %s has more than a dozen source files",
  (name) => {
    const large = [...byFolder(sourcesOf(name))].filter(([, count]) => count > 12);
    expect(large).toEqual([]);
  },
);

it("the facades of core are in at most 20 files", () => {
  expect(byFolder(sourcesOf("core")).get("packages/core/src/ledger")).toBeLessThanOrEqual(20);
});

it("each of the six files to read first is on a page or two", () => {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const section = /## Read these six files, in this order\n([\s\S]*?)\n## /u.exec(text)?.[1] ?? "";
  const files = [...section.matchAll(/\]\((packages\/[^)]+)\)/gu)].flatMap(([, file]) => file ?? []);
  expect(files).toHaveLength(6);
  expect(files.filter((file) => linesOf(file) > 150)).toEqual([]);
});
