import type {
  Checkpoint,
  EventStore,
  LedgerCommand,
  LogVerification,
  RecordedEvent,
  TenantLedger,
} from "@promptledger/core";
import { createLedger, ed25519Signer, verifyExport } from "@promptledger/core";
import fc from "fast-check";
import type { Manipulation } from "./manipulation.ts";
import { arbitraryManipulation, manipulated, touched } from "./manipulation.ts";

/** A storage with an attacker who can write to all of it. */
export interface AttackedStorage {
  /** The store under attack. It is empty. */
  readonly store: EventStore;
  /** The tenant whose log is written and attacked. */
  readonly tenant: string;
  /** Replaces the log of the tenant. */
  replaceLog(events: readonly RecordedEvent[]): Promise<void>;
  /** Makes version 2 live in the document of a prompt, without an event. */
  changeLivePointer(promptId: string): Promise<void>;
}

const KINDS = ["proof-tile", "proof-tree"] as const;

/**
 * Manipulates a log in many ways, in every second one with the kept tiles rewritten as they fit, and an exported file of it; throws at the first
 * manipulation that is not found as it must be. At last, changes a live pointer.
 */
export async function tamper(storage: AttackedStorage, runs: number): Promise<void> {
  const { store, tenant } = storage;
  const proof = { host: "ledger.example.com", signer: ed25519Signer(new Uint8Array(32).fill(8)) };
  const acme = createLedger({ store, proof }).as({ tenant, actor: { id: "jane" } });
  const checkpoints = await written(acme);
  const log: RecordedEvent[] = [];
  for await (const event of store.readLog(tenant, { after: 0 })) log.push(event);
  const lines: string[] = [];
  for await (const line of acme.proof.exportLog()) lines.push(line);
  const kept = await Promise.all(KINDS.map((kind) => store.records.list(tenant, kind)));
  const size = checkpoints.at(-1)?.size ?? 0;
  const sizes = checkpoints.map((one) => one.size);
  for (const [run, manipulation] of fc.sample(arbitraryManipulation(size), runs).entries()) {
    const events = manipulated(log, manipulation);
    const isRewritten = run % 2 === 1;
    await storage.replaceLog(events);
    if (isRewritten) {
      for (const [index, kind] of KINDS.entries())
        for (const { key } of kept[index] ?? []) await store.records.remove(tenant, kind, key);
      await acme.proof.keepTiles();
    }
    const found = await acme.proof.verify(checkpoints);
    const problem = isRewritten
      ? problemOfBounds(found, manipulation, sizes)
      : problemOfPlace(found, manipulation);
    const file = [lines[0] ?? "", ...events.map(lineOf), lines.at(-1) ?? ""];
    const inFile = await verifyExport(file, isRewritten ? { checkpoints } : { checkpoints, against: lines });
    const problemOfFile = isRewritten
      ? problemOfBounds(inFile, manipulation, sizes)
      : problemOfPlace(inFile, manipulation);
    if (problem !== null || problemOfFile !== null)
      throw new Error(
        `run ${run}: ${JSON.stringify(manipulation)}: ${problem ?? "found"}; in a file: ${problemOfFile ?? "found"}`,
      );
    if (!isRewritten) continue;
    for (const [index, kind] of KINDS.entries()) {
      for (const { key } of await store.records.list(tenant, kind))
        await store.records.remove(tenant, kind, key);
      const again = (kept[index] ?? []).map(({ key, value }) => ({
        kind,
        key,
        value,
        expected: "none" as const,
      }));
      await store.records.put(tenant, again);
    }
  }
  await storage.replaceLog(log);
  const untouched = await acme.proof.verify(checkpoints);
  if (!untouched.holds) throw new Error(`the log does not hold: ${JSON.stringify(untouched)}`);
  await storage.changeLivePointer("p0-0");
  const changed = await acme.proof.verify(checkpoints);
  if (changed.holds || changed.differences.length > 0 || changed.documents.length === 0)
    throw new Error(`the changed live pointer was not found: ${JSON.stringify(changed)}`);
}

/** Writes a few hundred events of several streams, with checkpoints along the way. */
async function written({ batch, proof }: TenantLedger): Promise<readonly Checkpoint[]> {
  const checkpoints: Checkpoint[] = [];
  for (let round = 0; round < 4; round++) {
    const commands = Array.from({ length: 24 }, (_, index): readonly LedgerCommand[] => {
      const prompt = { id: `p${round}-${index}` };
      return [
        { type: "CreatePrompt", ...prompt, name: `Prompt ${index}` },
        { type: "CreateVersion", prompt, input: { model: "one" } },
        { type: "CommitVersion", prompt },
        { type: "CreateVersion", prompt, input: { model: "two" } },
        { type: "CommitVersion", prompt },
        { type: "DeployVersion", prompt, version: 1 },
      ];
    });
    await batch(commands.flat());
    checkpoints.push(await proof.checkpoint());
  }
  await batch([{ type: "CreatePrompt", name: "After the last checkpoint" }]);
  await proof.keepTiles();
  return checkpoints;
}

function lineOf({ tenant: _, ...event }: RecordedEvent): string {
  return JSON.stringify(event);
}

/** What is wrong with a finding that must name the place of a manipulation; null for nothing. */
export function problemOfPlace(
  { holds, differences }: LogVerification,
  manipulation: Manipulation,
): string | null {
  if (holds) return "not found";
  const [first = 0, last = first] = touched(manipulation);
  const unproven = differences.filter(({ isProven }) => !isProven);
  const places = differences.flatMap((one) => {
    if (one.kind === "somewhere") return [0];
    return one.kind === "reordered" ? [one.position, one.foundAt] : [one.position];
  });
  // Events of a stream between two that were exchanged have other versions, and so are others, too.
  const isPlace =
    manipulation.kind === "reordered"
      ? Math.min(...places) === first && Math.max(...places) === last
      : places.join() === String(first) && differences[0]?.kind === manipulation.kind;
  return isPlace && unproven.length === 0 ? null : JSON.stringify(differences);
}

/** What is wrong with a finding that must name the bounds of a manipulation; null for nothing. */
export function problemOfBounds(
  { holds, differences, provenUntil }: LogVerification,
  manipulation: Manipulation,
  sizes: readonly number[],
): string | null {
  if (holds) return "not found";
  const [first = 0] = touched(manipulation);
  const until = sizes.find((size) => size >= first);
  const after = sizes.findLast((size) => size < first) ?? 0;
  const [bounds, ...others] = differences;
  const isBounded = bounds?.kind === "somewhere" && bounds.after === after && bounds.until === until;
  return isBounded && others.length === 0 && provenUntil === after ? null : JSON.stringify(differences);
}
