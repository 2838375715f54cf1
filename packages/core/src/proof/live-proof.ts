import * as z from "zod";
import type { ReadPoint } from "../history/moment.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { eventLine, parseEvent } from "./export-format.ts";
import { invalidProof } from "./invalid-proof.ts";

/** The name of the format of the file. */
const FORMAT = "promptledger.live.v1";

/** An event, and the hashes that lead from it to the root of the checkpoint. */
export interface ProvenEvent {
  readonly event: RecordedEvent;
  readonly hashes: readonly string[];
}

/** All that shows what was live in an environment at a time. */
export interface LiveProof {
  /** Names the log: `<host>/<tenant>`. */
  readonly origin: string;
  readonly tenant: string;
  readonly environment: string;
  /** The moment that it is about. */
  readonly at: ReadPoint;
  /** The text of the checkpoint that all events are in. */
  readonly checkpoint: string;
  /** The event that made the version live. */
  readonly deployment: ProvenEvent;
  /** The events that the content of the version is made of, in order; none where the deployment holds it. */
  readonly content: readonly ProvenEvent[];
  /** Every later event of the stream, up to the moment. */
  readonly later: readonly ProvenEvent[];
  /** The first event of the stream after the moment; null if there is none yet. */
  readonly next: ProvenEvent | null;
}

/** A proof as a file: JSON, with each event as in an export. */
export function liveProofText(proof: LiveProof): string {
  const shown = ({ event, hashes }: ProvenEvent): object => ({ event: JSON.parse(eventLine(event)), hashes });
  const { deployment, content, later, next, ...head } = proof;
  const events = {
    deployment: shown(deployment),
    content: content.map(shown),
    later: later.map(shown),
    next: next === null ? null : shown(next),
  };
  return `${JSON.stringify({ format: FORMAT, ...head, ...events }, null, 2)}\n`;
}

const shownSchema = z.object({
  event: z.record(z.string(), z.unknown()),
  hashes: z.array(z.string().regex(/^[0-9a-f]{64}$/u)).max(63),
});
const count = z.int().min(0);
const fileSchema = z.object({
  format: z.literal(FORMAT),
  origin: z.string(),
  tenant: z.string(),
  environment: z.string(),
  at: schemaFor<ReadPoint>(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("happened"), time: z.int() }),
      z.object({ kind: z.literal("recorded"), time: z.int() }),
      z.object({ kind: z.literal("position"), position: count }),
    ]),
  ),
  checkpoint: z.string(),
  deployment: shownSchema,
  content: z.array(shownSchema),
  later: z.array(shownSchema),
  next: shownSchema.nullable(),
});

/** Reads a file, whose contents have not been checked. Throws `proof-invalid` where it is of another format. */
export function parseLiveProof(text: string): LiveProof {
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw invalidProof(`file is not one of the format ${FORMAT}`);
  const { format: _, deployment, content, later, next, ...head } = parsed.data;
  const read = (shown: z.infer<typeof shownSchema>): ProvenEvent => {
    const event = parseEvent(JSON.stringify(shown.event), head.tenant);
    if (event === null) throw invalidProof("file has an event whose fields are not those of one");
    return { event, hashes: shown.hashes };
  };
  return {
    ...head,
    deployment: read(deployment),
    content: content.map(read),
    later: later.map(read),
    next: next === null ? null : read(next),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
