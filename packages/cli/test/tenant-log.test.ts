import { expect, test } from "vitest";
import { sample } from "./command.ts";
import { inProcess } from "./in-process.ts";

test("log without a prompt prints the tenant's, oldest first, each line with the slug of its prompt", async () => {
  const { code, stdout, stderr } = await inProcess(["log", "--import", sample]);
  expect([code, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^2026-01-12 \S+ {2}\w+ {2}[\w-]+ {2}created the prompt "/u);
  expect(lines.filter((line) => line.includes("  sql-reviewer  created version "))).toHaveLength(3);
  expect(stdout).not.toContain("claimed the slug");

  const events = JSON.parse((await inProcess(["log", "--import", sample, "--json"])).stdout);
  expect(events.map(({ position }: { position: number }) => position)).toEqual(
    Array.from({ length: events.length }, (_, index) => index + 1),
  );
  expect(lines).toHaveLength(events.filter(({ type }: { type: string }) => !type.startsWith("Slug")).length);
  const empty = await inProcess(["log", "--store", "memory:"]);
  expect([empty.code, empty.stdout]).toEqual([0, "no events yet\n"]);
  expect((await inProcess(["log", "--store", "memory:", "--json"])).stdout).toBe("[]\n");
});
