import { WHOLE_TENANT } from "../access/grant.ts";
import { ACCESS_STREAM } from "../access/state.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import { isLedgerError } from "../errors.ts";
import { promptOfStream } from "../prompt/stream.ts";
import { loadWorkspace } from "../read/load.ts";
import { writeSessionUntil } from "../read/session-until.ts";
import { streamsForPolicy } from "../read/tenant-streams.ts";
import type { Receipt } from "../read/views.ts";
import type { StreamAppend } from "../store/append.ts";
import type { EventMetadata, RecordedEvent } from "../store/recorded-event.ts";
import { commandIdReused } from "./command-id.ts";
import type { RedactionOptions, RedactionRequest, RedactionTarget } from "./redaction-request.ts";
import { redactionRequest } from "./redaction-request.ts";
import type { RedactionScope } from "./redaction-scope.ts";
import { loadStreams, redactionScope } from "./redaction-scope.ts";
import { redactStream, textsAfter } from "./redaction-step.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { WriteSession } from "./session.ts";

/** The result of a redaction. */
export interface Redacted {
  /** What the redaction did. */
  readonly receipt: Receipt;
  /** The positions of the events that this command has redacted, ascending. Empty if the text occurs nowhere. */
  readonly positions: readonly number[];
  /** How many events that were looked at had been redacted before, for this text or another. */
  readonly redactedBefore: number;
}

/** What a call has found and done so far. */
interface Progress {
  readonly positions: Set<number>;
  /** The streams that are yet to be redacted. */
  readonly streams: string[];
  redactedBefore: number;
  position: number;
  changed: boolean;
  repeated: boolean;
  /** Whether the store keeps the command. */
  isKept: boolean;
}

/**
 * Redacts, stream by stream: each append is whole, and a call that ends early is finished by the same call again. Everything is looked at
 * before anything is written.
 */
export async function redact(
  given: WriteSession,
  target: RedactionTarget,
  options: RedactionOptions,
): Promise<Redacted> {
  const request = redactionRequest(given, target, options);
  const session = writeSessionUntil(given, request.signal);
  const first = await authorized(session, request);
  const progress: Progress = {
    positions: new Set(),
    streams: [],
    redactedBefore: 0,
    position: first.position,
    changed: false,
    repeated: first.isKept,
    isKept: first.isKept,
  };
  const scope = await redactionScope(session, request);
  await look(session, request, scope, progress);
  const isDone = (): boolean =>
    progress.streams.length === 0 && (progress.isKept || request.givenId === null);
  while (!isDone())
    await retryOnConflict(session, () => step(session, request, scope, progress), request.signal);
  const { positions, redactedBefore, position, changed, repeated } = progress;
  return Object.freeze({
    receipt: Object.freeze({ changed: changed || (repeated && positions.size > 0), position, repeated }),
    positions: Object.freeze([...positions].sort((left, right) => left - right)),
    redactedBefore,
  });
}

/** Throws `forbidden` without DELETE on the whole tenant, and `command-id-reused`. */
async function authorized(session: WriteSession, { id, fingerprint, givenId }: RedactionRequest) {
  const tenantStreams = streamsForPolicy(session);
  const workspace = await loadWorkspace(session, { tenantStreams, command: id });
  authorizeTarget(session, workspace.tenant.access, "DELETE", WHOLE_TENANT);
  const { command, position, tenantVersions } = workspace;
  if (command !== null && command.fingerprint !== fingerprint) throw commandIdReused(givenId ?? id);
  const access: readonly StreamAppend[] = tenantStreams.map((stream) => {
    const version = tenantVersions[stream];
    return { stream, expected: version === 0 ? "none" : version, events: [] };
  });
  return { position, isKept: command !== null, kept: command, access };
}

/** Finds the streams to redact, and refuses what has to stay. */
async function look(
  session: WriteSession,
  request: RedactionRequest,
  scope: RedactionScope,
  progress: Progress,
): Promise<void> {
  const streams = new Set<string>();
  const ofAnother = new Set<number>();
  const own: number[] = [];
  for await (const event of scope.events()) {
    own.push(...redactedBy(session, request, [event]));
    if (!scope.has(event)) continue;
    if (event.redacted !== undefined) ofAnother.add(event.position);
    if (textsAfter(request, event) !== null) streams.add(event.stream);
  }
  const { position: named } = request;
  if (progress.repeated && named !== null && ofAnother.has(named)) own.push(named);
  for (const position of own) {
    progress.positions.add(position);
    ofAnother.delete(position);
  }
  progress.redactedBefore = ofAnother.size;
  progress.streams.push(...streams);
}

/** One append; null where another writer was first. */
async function step(
  session: WriteSession,
  request: RedactionRequest,
  scope: RedactionScope,
  progress: Progress,
): Promise<true | null> {
  const { tenant, hasher } = session;
  const { kept, access } = await authorized(session, request);
  progress.isKept = kept !== null;
  const [stream] = progress.streams;
  const events = stream === undefined ? [] : await loadStreams(session, [stream]);
  // What an append did whose outcome was unknown.
  const done = redactedBy(session, request, events);
  for (const position of done) progress.positions.add(position);
  if (done.length > 0) progress.changed = true;
  const found = redactStream(session, request, scope, events);
  if (found === null && (stream !== undefined || progress.isKept)) {
    progress.streams.shift();
    return true;
  }
  await session.directory.remember(tenant, session.actor);
  const { fingerprint, callId, givenId } = request;
  // The first append keeps the command; each further one is a command of its own.
  const id = progress.isKept
    ? hasher.sha256(JSON.stringify([request.id, found?.part.lastEvent]))
    : request.id;
  const checks = access.filter((part) => part.stream !== found?.part.stream);
  const nothing: StreamAppend = { stream: ACCESS_STREAM, expected: "any", events: [] };
  const parts = found === null ? (checks.length === 0 ? [nothing] : checks) : [found.part, ...checks];
  const appended = await session.store
    .append({
      tenant,
      command: { id, fingerprint, result: JSON.stringify({ callId }) },
      streams: parts,
      ...(found === null ? {} : { redactions: found.redactions }),
    })
    .catch((error: unknown) => {
      throw isLedgerError(error, "command-id-reused") ? commandIdReused(givenId ?? id) : error;
    });
  const promptId = promptOfStream(stream ?? "");
  if (promptId !== null) session.recent.forget(tenant, promptId);
  if (appended.status === "conflict" || appended.repeated) return null;
  progress.isKept = true;
  progress.position = appended.position;
  if (found === null) return true;
  for (const { position } of found.redactions) progress.positions.add(position);
  progress.changed = true;
  if (found.isLast) progress.streams.shift();
  return true;
}

/** The positions that this command has redacted, as events of the log say. */
function redactedBy(
  { actor }: WriteSession,
  { commandId }: RedactionRequest,
  events: readonly RecordedEvent[],
): readonly number[] {
  return events.flatMap(({ type, data, metadata }) => {
    if (type !== "EventRedacted") return [];
    const by = JSON.parse(metadata) as EventMetadata;
    if (by.commandId !== commandId || by.actor !== actor.id) return [];
    return [(JSON.parse(data) as { readonly position: number }).position];
  });
}
