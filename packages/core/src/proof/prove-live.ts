import { LedgerError } from "../errors.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import type { ReadPoint } from "../history/moment.ts";
import { foldPromptStream } from "../history/projection.ts";
import { prefixAt } from "../read/as-of.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { own } from "../validation/own.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { leafHash } from "./leaf.ts";
import type { ProvenEvent } from "./live-proof.ts";
import { liveProofText } from "./live-proof.ts";
import type { TreeSource } from "./proof-session.ts";
import type { Prover } from "./prover.ts";

/** What was live is asked of a stream, in an environment at a moment. */
export interface LiveQuestion {
  /** All events of the prompt's stream, in order. */
  readonly events: readonly RecordedEvent[];
  readonly environment: string;
  readonly at: ReadPoint;
}

/** Writes the file that shows what was live. Throws `not-deployed` where nothing was. */
export async function proveLive(
  { hasher, tenant }: TreeSource,
  prover: Prover,
  checkpoint: Checkpoint,
  { events, environment, at }: LiveQuestion,
): Promise<string> {
  const past = prefixAt(events, at);
  const { prompt } = foldPromptStream(past);
  const pointer = own(prompt.deployments, environment);
  const deployment = pointer === undefined ? undefined : past[pointer.deployedRevision - 1];
  if (pointer === undefined || deployment === undefined)
    throw new LedgerError("not-deployed", `nothing of the prompt was live in ${environment} then`);
  const content = hasSnapshot(deployment) ? [] : contentEvents(past, pointer);
  const later = past.slice(pointer.deployedRevision);
  const next = events.slice(past.length, past.length + 1);
  const all = [deployment, ...content, ...later, ...next];
  const leaves = all.map((event) => ({ index: event.position - 1, leaf: leafHash(hasher, event) }));
  const paths = await prover.inclusions(leaves, checkpoint);
  const proven = all.map((event, index): ProvenEvent => ({ event, hashes: paths[index] ?? [] }));
  const from = 1 + content.length;
  return liveProofText({
    origin: checkpoint.origin,
    tenant,
    environment,
    at,
    checkpoint: checkpoint.text,
    deployment: proven[0] as ProvenEvent,
    content: proven.slice(1, from),
    later: proven.slice(from, from + later.length),
    next: proven[from + later.length] ?? null,
  });
}

function hasSnapshot(event: RecordedEvent): boolean {
  const decoded = decodeEvent(event);
  return decoded.type === "VersionDeployed" && decoded.data.snapshot !== undefined;
}

/** The events of a version before its deployment, from the one that created it. */
function contentEvents(
  past: readonly RecordedEvent[],
  { number, deployedRevision }: { readonly number: number; readonly deployedRevision: number },
): readonly RecordedEvent[] {
  const before = past.slice(0, deployedRevision - 1).filter((event) => {
    if (!event.type.startsWith("Version") || event.type === "VersionDeployed") return false;
    if (event.type === "VersionUndeployed") return false;
    return (JSON.parse(event.data) as { readonly number?: unknown }).number === number;
  });
  const created = before.findLastIndex(({ type }) => type === "VersionCreated");
  return before.slice(Math.max(created, 0));
}
