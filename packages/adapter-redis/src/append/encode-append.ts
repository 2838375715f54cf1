import type { AppendBatch, StreamAppend } from "@promptledger/core/adapter";
import type { KeyHints } from "../connection/key-hints.ts";
import { eventText } from "../event-text.ts";
import type { TenantKeys } from "../keys.ts";
import { CHANGES, SEGMENT } from "../keys.ts";
import type { AppendCall, PendingAppend, StreamCall } from "./append-call.ts";
import type { CallArguments } from "./call-arguments.ts";
import { callArguments } from "./call-arguments.ts";
import { commandText } from "./command-text.ts";
import { documentWrites } from "./document-writes.ts";

/** What a call is encoded with. */
export interface CallContext {
  readonly keys: TenantKeys;
  readonly hints: KeyHints;
  /** The caller's time. */
  readonly now: () => number;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
}

/** Redis keeps a command this much longer than it is remembered, in milliseconds, because clocks differ. */
const GRACE = 86_400_000;

/** The longest time that a command is remembered and kept, in milliseconds. */
const FOREVER = 2 ** 52;

/** The keys and arguments of the script append. */
export function encodeCall(
  { keys, hints, now, keepCommands }: CallContext,
  pending: readonly PendingAppend[],
): { readonly keys: readonly string[]; readonly args: readonly string[] } {
  const call = callArguments(keys.head, keys.changes);
  const at = now();
  let events = 0;
  const appends = pending.map(({ append: { command, streams }, slugs }) => {
    for (const slug of slugs) call.slugs.add(slug);
    for (const part of streams) {
      events += part.events.length;
      // A prompt that changes its slug leaves another one, whose stream is usually in the same append.
      if (streams.length > 1 && part.stream.startsWith("slug-"))
        call.slugs.add(part.stream.slice("slug-".length));
    }
    return {
      command: command === null ? undefined : commandCall(keys, call, command, streams),
      streams: streams.map((part) => streamCall(keys, hints, call, part, at)),
    };
  });
  const firstLog = Math.floor(hints.position / SEGMENT.log);
  // One more than the events need: others may append meanwhile.
  const logs = Math.floor((hints.position + events) / SEGMENT.log) - firstLog + 2;
  const request: AppendCall = {
    now: at,
    rememberedFor: Math.min(keepCommands, FOREVER),
    keptFor: Math.min(keepCommands + GRACE, FOREVER),
    perSegment: SEGMENT.stream,
    perLog: SEGMENT.log,
    mostChanges: CHANGES,
    firstLog,
    logs: Array.from({ length: logs }, (_, index) => call.keys.index(keys.log(firstLog + index))),
    appends,
    slugs: Object.fromEntries([...call.slugs].map((slug) => [slug, call.keys.index(keys.slug(slug))])),
  };
  call.args[0] = JSON.stringify(request);
  return { keys: call.keys.names, args: call.args };
}

function commandCall(
  keys: TenantKeys,
  call: CallArguments,
  command: AppendBatch["command"],
  streams: readonly StreamAppend[],
): AppendCall["appends"][number]["command"] {
  const { id } = command;
  return { id, key: call.keys.index(keys.commands(id)), text: call.text(commandText(command, streams)) };
}

function streamCall(
  keys: TenantKeys,
  hints: KeyHints,
  call: CallArguments,
  part: StreamAppend,
  at: number,
): StreamCall {
  const { stream, events, expected, lastEvent } = part;
  const length = Math.max(typeof expected === "number" ? expected : 0, hints.lengths.get(stream) ?? 0);
  const segments = Math.floor((length + events.length) / SEGMENT.stream) + 1;
  return {
    stream,
    expected,
    lastEvent,
    segments: Array.from({ length: segments }, (_, number) => call.keys.index(keys.stream(stream, number))),
    events: events.map((event) => ({
      id: event.id,
      key: call.keys.index(keys.ids(event.id)),
      text: call.text(eventText(event, at)),
    })),
    documents: documentWrites(keys, part, at, call),
  };
}
