import type { Redaction, StreamAppend } from "@promptledger/core/adapter";
import { latestOccurredAt } from "@promptledger/core/adapter";
import type { Argument } from "../connection/connection.ts";
import type { KeyHints } from "../connection/key-hints.ts";
import type { ScriptArguments } from "../connection/script-arguments.ts";
import { scriptArguments } from "../connection/script-arguments.ts";
import { eventText, textsPart } from "../event-text.ts";
import type { TenantKeys } from "../keys.ts";
import { CHANGES, importedSegment, SEGMENT } from "../keys.ts";
import type { AppendCall, PendingAppend, RedactionCall, StreamCall } from "./append-call.ts";
import { commandText } from "./command-text.ts";
import { documentWrites } from "./document-writes.ts";

/** What a call is encoded with. */
export interface CallContext {
  readonly keys: TenantKeys;
  readonly hints: KeyHints;
  /** The time of the clock that the store was given. Undefined for the time of the server. */
  readonly now: () => number | undefined;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
}

/** Redis keeps a command this much longer than it is remembered, in milliseconds, because clocks of servers differ. */
const GRACE = 86_400_000;

/** The longest time that a command is remembered and kept, in milliseconds. */
const FOREVER = 2 ** 52;

/** The keys and arguments of the script append. */
export function encodeCall(
  { keys, hints, now, keepCommands }: CallContext,
  pending: readonly PendingAppend[],
): { readonly keys: readonly string[]; readonly args: readonly Argument[] } {
  const call = scriptArguments(keys.head, keys.changes);
  const appends = pending.map(({ append: { command, streams, redactions } }) => ({
    // Not null, which Lua would take for a value.
    command:
      command === null
        ? undefined
        : {
            id: command.id,
            key: call.key(keys.commands(command.id)),
            text: call.text(commandText(command, streams)),
          },
    occurredAt: latestOccurredAt(streams) ?? undefined,
    streams: streams.map((part) => streamCall(keys, hints, call, part)),
    redactions: redactions?.map((redaction) => redactionCall(keys, call, redaction)),
  }));
  const slugs = [...new Set(pending.flatMap(slugsOf))];
  const events = pending.flatMap(({ append }) => append.streams).flatMap((part) => part.events).length;
  const firstLog = Math.floor(hints.position / SEGMENT.log);
  // One more than the events need: others may append meanwhile.
  const logs = Math.floor((hints.position + events) / SEGMENT.log) - firstLog + 2;
  const request: AppendCall = {
    now: now(),
    rememberedFor: Math.min(keepCommands, FOREVER),
    keptFor: Math.min(keepCommands + GRACE, FOREVER),
    perSegment: SEGMENT.stream,
    perLog: SEGMENT.log,
    mostChanges: CHANGES,
    firstLog,
    logs: Array.from({ length: logs }, (_, index) => call.key(keys.log(firstLog + index))),
    imported: appends.some(({ occurredAt }) => occurredAt !== undefined)
      ? Array.from({ length: logs }, (_, index) =>
          call.key(keys.imported(importedSegment((firstLog + index) * SEGMENT.log + 1))),
        )
      : undefined,
    appends,
    slugs: Object.fromEntries(slugs.map((slug) => [slug, call.key(keys.slug(slug))])),
  };
  return { keys: call.keys, args: call.args(request) };
}

/** The slugs that an append may take or give up. */
function slugsOf({ append: { streams }, slugs }: PendingAppend): readonly string[] {
  const found = streams.flatMap(({ stream, documents = [] }) => {
    const taken = documents.flatMap((document) => (document.kind === "prompt" ? [document.state.slug] : []));
    // A prompt that changes its slug gives another one up, whose stream is usually in the same append.
    return stream.startsWith("slug-") ? [...taken, stream.slice("slug-".length)] : taken;
  });
  return [...slugs, ...found];
}

function streamCall(
  keys: TenantKeys,
  hints: KeyHints,
  call: ScriptArguments,
  part: StreamAppend,
): StreamCall {
  const { stream, events, expected, lastEvent } = part;
  const length = Math.max(typeof expected === "number" ? expected : 0, hints.lengths.get(stream) ?? 0);
  const segments = Math.floor((length + events.length) / SEGMENT.stream) + 1;
  return {
    stream,
    expected,
    lastEvent,
    segments: Array.from({ length: segments }, (_, number) => call.key(keys.stream(stream, number))),
    events: events.map((event) => ({
      id: event.id,
      key: call.key(keys.ids(event.id)),
      text: call.text(eventText(event)),
      occurredAt: event.occurredAt ?? undefined,
    })),
    documents: documentWrites(keys, part, call),
  };
}

function redactionCall(keys: TenantKeys, call: ScriptArguments, redaction: Redaction): RedactionCall {
  const { stream, version, position, eventId: id } = redaction;
  return {
    id,
    position: String(position),
    segment: call.key(keys.stream(stream, Math.floor((version - 1) / SEGMENT.stream))),
    // Two entries for each event: its position and its text.
    entry: 2 * ((version - 1) % SEGMENT.stream) + 1,
    log: call.key(keys.log(Math.floor((position - 1) / SEGMENT.log))),
    reference: (position - 1) % SEGMENT.log,
    text: call.text(textsPart(redaction)),
  };
}
