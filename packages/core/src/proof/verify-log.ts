import { isLedgerError } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { compareLog } from "./compare-log.ts";
import { keptLeaves } from "./expected-leaves.ts";
import type { LogVerification } from "./judge.ts";
import { judge } from "./judge.ts";
import { TREE_KIND } from "./kept-edge.ts";
import type { TreeSource } from "./proof-session.ts";
import type { LogIdentity } from "./prover.ts";
import { lastSigned } from "./prover.ts";
import type { Lines } from "./read-export.ts";
import { readExport } from "./read-export.ts";
import type { VerifyProgress } from "./verify-export.ts";
import { leavesOf } from "./verify-export.ts";

/** Whether a tenant's log is as it was recorded, and its documents are those of the log. */
export interface Verification extends LogVerification {
  /** One line for each document that is not what the events of its stream make of it: at most 100. */
  readonly documents: readonly string[];
}

/** What to compare a log with. */
export interface LogReferences {
  readonly checkpoints: readonly Checkpoint[];
  readonly against: Lines | null;
  readonly onProgress: (progress: VerifyProgress) => void;
}

const MOST_DOCUMENTS = 100;

/** Compares a tenant's log with checkpoints, and then its documents with the log. */
export async function verifyLog(
  source: TreeSource,
  identity: LogIdentity,
  references: LogReferences,
): Promise<Verification> {
  const log = await verifyEvents(source, identity, references);
  const documents = await verifyDocuments(source, log, references.onProgress);
  return { ...log, holds: log.holds && documents.length === 0, documents };
}

async function verifyEvents(
  source: TreeSource,
  identity: LogIdentity,
  { checkpoints, against, onProgress }: LogReferences,
): Promise<LogVerification> {
  const { store, hasher, tenant } = source;
  const { origin, key } = identity;
  const { head } = await store.load(tenant, {});
  const total = head.position;
  const earlier = against === null ? null : await readExport(against);
  const [record = null] = await store.records.get(tenant, TREE_KIND, ["checkpoint"]);
  const last = lastSigned(record, identity);
  const given = last === null ? checkpoints : [...checkpoints, last];
  const compared = await compareLog({
    hasher,
    events: store.readLog(tenant, { after: 0 }),
    expected: earlier === null ? keptLeaves(source) : leavesOf(hasher, earlier, origin),
    sizes: [...given.map(({ size }) => size), earlier?.header.size ?? 0],
    onRead: (done) => onProgress({ pass: "log", done, total }),
  });
  const before = earlier?.checkpoint() ?? null;
  const trust = { origin, keys: key === null ? [] : [key] };
  const all = before === null ? given : [...given, openCheckpoint(before, trust)];
  // A store that cannot find an event may end there.
  const isWhole = compared.size >= total;
  const missing = { kind: "missing", position: compared.size + 1, eventId: null } as const;
  const flaws = isWhole || compared.flaws.length > 0 ? compared.flaws : [missing];
  return judge(hasher, origin, { ...compared, flaws }, all);
}

async function verifyDocuments(
  { store, tenant }: TreeSource,
  { differences }: LogVerification,
  onProgress: LogReferences["onProgress"],
): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for await (const progress of store.rebuild(tenant, { check: true })) {
      const { done, total } = progress;
      onProgress({ pass: "documents", done, total });
      found.push(...progress.differences.slice(0, MOST_DOCUMENTS - found.length));
    }
  } catch (error) {
    // Events that were changed may make no documents at all.
    if (differences.length === 0 || (isLedgerError(error) && error.retryable)) throw error;
    found.push(`the others could not be compared: ${error instanceof Error ? error.message : String(error)}`);
  }
  return found;
}
