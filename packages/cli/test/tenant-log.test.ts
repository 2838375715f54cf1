import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLedger } from "@promptledger/core";
import { expect, test } from "vitest";
import { withStorage } from "../src/storage/open-storage.ts";
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
  expect([empty.code, empty.stdout]).toEqual([0, "no events\n"]);
  expect((await inProcess(["log", "--store", "memory:", "--json"])).stdout).toBe("[]\n");
});

interface Shown {
  readonly position: number;
  readonly at: string;
  readonly actor: string;
  readonly type: string;
}

async function events(...args: readonly string[]): Promise<readonly Shown[]> {
  const { stdout } = await inProcess(["log", "--import", sample, "--json", ...args]);
  // Ids and times of recording are new in each import.
  return (JSON.parse(stdout) as readonly Shown[]).map(({ position, at, actor, type }) => ({
    position,
    at,
    actor,
    type,
  }));
}

test("log finds what happened when, by whom, and of which type", async () => {
  const all = await events();
  const author = all[0]?.actor ?? "";
  const since = all[Math.floor(all.length / 2)]?.at ?? "";
  expect(await events("--author", author)).toEqual(all.filter(({ actor }) => actor === author));
  // By when it happened: what an import recorded at once is in another order in the log.
  const byTime = [...all].sort(
    (left, right) => left.at.localeCompare(right.at) || left.position - right.position,
  );
  expect(await events("--since", since)).toEqual(byTime.filter(({ at }) => at >= since));
  expect(await events("--until", since)).toEqual(byTime.filter(({ at }) => at <= since));
  expect(await events("--type", "VersionDeployed", "--type", "PromptDeleted")).toEqual(
    all.filter(({ type }) => type === "VersionDeployed" || type === "PromptDeleted"),
  );
  expect(await events("--environment", "nowhere")).toEqual([]);
  expect(await events("--reverse")).toEqual([...all].reverse());
  expect(await inProcess(["log", "--import", sample, "--type", "Unknown"])).toMatchObject({ code: 2 });
  expect(await inProcess(["log", "--import", sample, "--since", "yesterday"])).toMatchObject({ code: 2 });
});

test("log prints short lines, or CSV with a column for each question of an audit", async () => {
  const [first = ""] = (await inProcess(["log", "--import", sample, "--oneline"])).stdout.split("\n");
  expect(first).toMatch(/^\d+ [\w-]+ {2}created the prompt "/u);
  const { stdout } = await inProcess(["log", "sql-reviewer", "--import", sample, "--csv"]);
  const [header, row] = stdout.split("\r\n");
  expect(header).toBe("position,at,actor,actorKind,prompt,type,what,reason,correlationId,metadata");
  expect(row).toMatch(/^\d+,2026-\S+Z,\w+,host,sql-reviewer,PromptCreated,/u);
  expect(await inProcess(["log", "--import", sample, "--csv", "--json"])).toMatchObject({ code: 2 });
});

test("log for programs has what the host and its tracing gave with a write", async () => {
  const folder = await mkdtemp(join(tmpdir(), "promptledger-log-"));
  try {
    const store = `pglite:${join(folder, "data")}`;
    const metadata = { ticket: "OPS-17", release: 42 };
    const given = {
      correlationId: "request-1",
      causationId: "event-1",
      traceparent: "00-ab-cd-01",
      metadata,
    };
    await withStorage(store, { create: true }, async (storage) => {
      await using ledger = createLedger({ store: storage.store });
      const acme = ledger.as({ tenant: "default", actor: { id: "jane" } });
      await acme.prompts.create({ name: "Terms" }, { reason: "reviewed", ...given });
    });
    const { stdout } = await inProcess(["log", "--store", store, "--json"]);
    for (const event of JSON.parse(stdout)) expect(event).toMatchObject({ reason: "reviewed", ...given });
    const csv = await inProcess(["log", "--store", store, "--csv"]);
    expect(csv.stdout).toContain(',reviewed,request-1,"{""ticket"":""OPS-17"",""release"":42}"\r\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("stats counts what the history holds", async () => {
  const { stdout } = await inProcess(["stats", "--import", sample, "--json"]);
  const all = await events();
  const stats = JSON.parse(stdout) as { readonly types: Readonly<Record<string, number>> };
  expect(stats).toMatchObject({ prompts: 7, deletedPrompts: 1, events: all.length, first: all[0]?.at });
  expect(stats.types["VersionDeployed"]).toBe(all.filter(({ type }) => type === "VersionDeployed").length);
  expect((await inProcess(["stats", "--import", sample])).stdout).toContain("7 prompts, 1 deleted");
  expect((await inProcess(["stats", "--store", "memory:"])).stdout).toBe("no events yet\n");
});
