import { streamOfAddress } from "../catalog/document.ts";
import { LedgerError } from "../errors.ts";
import type { AppendBatch, StreamAppend } from "../store/append.ts";
import {
  checkBytes,
  checkEvent,
  checkKey,
  checkTenant,
  checkText,
  isKey,
  isStreamName,
  KEY,
  LIMITS,
  refuse,
  STREAM_NAME,
} from "./limits.ts";
import { checkRedactions } from "./redactions.ts";

/** Refuses a batch that breaks a limit: `invalid-input` with the field, or `too-large` with the limit. */
export function checkAppend(batch: AppendBatch): void {
  const { tenant, command, streams, redactions } = batch;
  checkTenant(tenant);
  checkKey(command.id, "command.id");
  checkText(command.fingerprint, "command.fingerprint");
  checkText(command.result, "command.result");
  if (streams.length === 0) refuse("streams", "must name at least one stream");
  let events = 0;
  let most = 3 * command.result.length;
  for (let index = 0; index < streams.length; index++) {
    const part = streams[index] as StreamAppend;
    checkPart(part, index, streams);
    for (const event of part.events) most += checkEvent(event, index);
    events += part.events.length;
  }
  if (redactions !== undefined) most += checkRedactions(redactions, streams);
  if (events > LIMITS.appendEvents)
    throw new LedgerError("too-large", `an append has at most ${LIMITS.appendEvents} events, not ${events}`);
  if (most <= LIMITS.appendBytes) return;
  const texts = streams.flatMap((part) => part.events.flatMap(({ data, metadata }) => [data, metadata]));
  texts.push(...(redactions ?? []).flatMap(({ data, metadata }) => [data, metadata]));
  checkBytes([command.result, ...texts], LIMITS.appendBytes, "an append");
}

// These functions run for every append, so they build the names of fields only for an error.
function checkPart(part: StreamAppend, index: number, all: readonly StreamAppend[]): void {
  const { stream, expected, lastEvent, documents, removed } = part;
  if (!isStreamName(stream)) refuse(`streams[${index}].stream`, STREAM_NAME);
  for (let other = 0; other < index; other++) {
    if (all[other]?.stream === stream) refuse(`streams[${index}].stream`, `names ${stream} twice`);
  }
  const isNumber = typeof expected === "number" && Number.isSafeInteger(expected) && expected >= 0;
  if (!isNumber && expected !== "none" && expected !== "exists" && expected !== "any") {
    refuse(`streams[${index}].expected`, "must be a number of events from 0 on, none, exists or any");
  }
  if (lastEvent !== undefined) {
    if (!isKey(lastEvent)) refuse(`streams[${index}].lastEvent`, KEY);
    if (!isNumber || expected === 0)
      refuse(`streams[${index}].lastEvent`, "needs a number of events from 1 on as `expected`");
  }
  if (documents === undefined && removed === undefined) return;
  const changed = (documents?.length ?? 0) + (removed?.length ?? 0);
  if (changed > 0 && !isNumber && expected !== "none") {
    refuse(
      `streams[${index}].expected`,
      "must be an exact number or none where documents are written, for they must not be stale",
    );
  }
  for (const document of documents ?? []) {
    if (document.stream !== stream)
      refuse(`streams[${index}].documents`, `belong to ${stream}, not to ${document.stream}`);
  }
  for (const address of removed ?? []) {
    const owner = streamOfAddress(address);
    if (owner !== stream) refuse(`streams[${index}].removed`, `belong to ${stream}, not to ${owner}`);
  }
}
