import type { MemoryStorage } from "@promptledger/adapter-memory";
import type { Proof } from "@promptledger/core";
import { verifyExport } from "@promptledger/core";
import type { Manipulation } from "@promptledger/testing";
import { arbitraryManipulation, manipulated, touched } from "@promptledger/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, saying } from "../../test/ledger.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { LogVerification } from "./judge.ts";

interface History extends Bench {
  readonly proof: Proof;
  /** Checkpoints of different sizes; the last one is of all but some events. */
  readonly checkpoints: readonly Checkpoint[];
  readonly log: readonly RecordedEvent[];
  /** The lines of an export. */
  readonly lines: readonly string[];
  readonly records: MemoryStorage["records"];
}

/** A log of a few hundred events of several streams, with checkpoints along the way. */
async function history(): Promise<History> {
  const made = bench();
  const { jane, storage } = made;
  const { proof } = jane;
  const checkpoints: Checkpoint[] = [];
  for (let round = 0; round < 5; round++) {
    const commands = Array.from({ length: 24 }, (_, index) => [
      { type: "CreatePrompt", id: `p${round}-${index}`, name: `Prompt ${index}` } as const,
      { type: "CreateVersion", prompt: { id: `p${round}-${index}` }, input: saying("Hi") } as const,
      { type: "CommitVersion", prompt: { id: `p${round}-${index}` } } as const,
      { type: "DeployVersion", prompt: { id: `p${round}-${index}` }, version: 1 } as const,
    ]).flat();
    await jane.batch(commands as never);
    await made.clock.advance(1000);
    checkpoints.push(await proof.checkpoint());
  }
  await jane.prompts.create({ name: "After the last checkpoint" });
  const log = [...(storage.tenants.get("acme")?.log ?? [])];
  const lines: string[] = [];
  for await (const line of proof.exportLog()) lines.push(line);
  return { ...made, proof, checkpoints, log, lines, records: new Map(storage.records) };
}

/** Replaces the log in the storage, as an attacker with access to it would. */
function replaceLog({ storage }: History, events: readonly RecordedEvent[]): void {
  const log = storage.tenants.get("acme")?.log;
  if (log === undefined) throw new Error("there is no log");
  log.length = 0;
  log.push(...events);
}

/** Puts the kept tiles and checkpoints back as they were. */
function resetRecords({ storage, records }: History): void {
  for (const name of [...storage.records.keys()]) if (name.includes("proof")) storage.records.delete(name);
  for (const [name, kept] of records) if (name.includes("proof")) storage.records.set(name, new Map(kept));
}

/** Makes the kept tiles those of the changed log. */
async function rewriteTiles(my: History): Promise<void> {
  for (const name of [...my.storage.records.keys()])
    if (name.includes("proof")) my.storage.records.delete(name);
  await my.proof.keepTiles();
}

const texts = (checkpoints: readonly Checkpoint[]): readonly string[] => checkpoints.map(({ text }) => text);

function expectPosition(found: LogVerification, manipulation: Manipulation): void {
  expect(found.holds).toBe(false);
  const [first = 0, last = first] = touched(manipulation);
  const differences = found.differences.map((one) =>
    one.kind === "somewhere" ? one : { kind: one.kind, position: one.position },
  );
  // Events of a stream between two that were exchanged have other versions, and so are others, too.
  if (manipulation.kind === "reordered") {
    const positions = differences.map((one) => ("position" in one ? one.position : 0));
    expect(Math.min(...positions)).toBe(first);
    expect(Math.max(...positions)).toBeLessThanOrEqual(last);
  } else expect(differences).toEqual([{ kind: manipulation.kind, position: first }]);
  for (const { isProven } of found.differences) expect(isProven).toBe(true);
}

function expectBounds(found: LogVerification, manipulation: Manipulation, sizes: readonly number[]): void {
  expect(found.holds).toBe(false);
  const [first = 0] = touched(manipulation);
  const until = sizes.find((size) => size >= first);
  const after = sizes.findLast((size) => size < first) ?? 0;
  expect(found.differences).toEqual([{ kind: "somewhere", after, until, isProven: true }]);
  expect(found.provenUntil).toBe(after);
}

const my = await history();
const last = my.checkpoints.at(-1) as Checkpoint;
const sizes = my.checkpoints.map(({ size }) => size);

test("a log that nobody changed holds", async () => {
  const progress: string[] = [];
  const found = await my.proof.verify(texts(my.checkpoints), {
    onProgress: ({ pass, done, total }) => progress.push(`${pass} ${done === total}`),
  });
  expect(found).toMatchObject({ holds: true, differences: [], documents: [], referenceHolds: true });
  expect(found.provenUntil).toBe(my.log.length);
  expect(found.size).toBe(my.log.length);
  expect(progress).toContain("log true");
  expect(progress).toContain("documents true");
  expect(await verifyExport(my.lines)).toMatchObject({ holds: true, provenUntil: my.log.length });
});

test("any manipulation within a checkpoint is found at its position, where the kept tiles are untouched", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryManipulation(last.size), async (manipulation) => {
      replaceLog(my, manipulated(my.log, manipulation));
      const found = await my.proof.verify(texts(my.checkpoints));
      expectPosition(found, manipulation);
    }),
    { numRuns: 60 },
  );
  replaceLog(my, my.log);
});

test("any manipulation is bounded by the checkpoints, where the kept tiles were rewritten with it, and exact with an earlier export", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryManipulation(last.size), async (manipulation) => {
      replaceLog(my, manipulated(my.log, manipulation));
      await rewriteTiles(my);
      expectBounds(await my.proof.verify(texts(my.checkpoints)), manipulation, sizes);
      expectPosition(await my.proof.verify(last, { against: my.lines }), manipulation);
    }),
    { numRuns: 30 },
  );
  replaceLog(my, my.log);
  resetRecords(my);
});

test("any manipulation of an exported file is found, with bounds, and exact with an earlier export", async () => {
  const { origin } = my.proof;
  const publicKey = my.proof.publicKey as string;
  const [header = "", end = ""] = [my.lines[0], my.lines.at(-1)];
  await fc.assert(
    fc.asyncProperty(arbitraryManipulation(last.size), async (manipulation) => {
      const events = manipulated(my.log, manipulation).map(({ tenant: _, ...event }) =>
        JSON.stringify(event),
      );
      const file = [header, ...events, end];
      const options = { origin, publicKey, checkpoints: texts(my.checkpoints) };
      expectBounds(await verifyExport(file, options), manipulation, sizes);
      expectPosition(await verifyExport(file, { ...options, against: my.lines }), manipulation);
    }),
    { numRuns: 30 },
  );
});
