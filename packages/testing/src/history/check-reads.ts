import type { LedgerEvent } from "@promptledger/core";
import { isSame } from "../contract/violation.ts";
import type { Anomaly, PositionWindow } from "./anomaly.ts";
import type { Asked, Operation, Outcome, Read } from "./operation.ts";
import { byId, readAnswer } from "./read-answer.ts";
import type { RealTime } from "./real-time.ts";
import { saysNothingDone } from "./sent-command.ts";
import type { TenantLog } from "./tenant-log.ts";

/** An operation that reads. */
export type ReadOperation = Operation & { readonly asked: Extract<Asked, { readonly type: "read" }> };

/** What {@link checkRead} needs to know. */
export interface ReadScene {
  readonly log: TenantLog;
  readonly others: readonly TenantLog[];
  readonly time: RealTime;
  /** Whether the storage may have lost what the read saw. */
  readonly mayBeLost: boolean;
  readonly found: (anomaly: Anomaly) => void;
}

type Expected = (count: number) => unknown;

/**
 * Checks that a read answered with a state of its window, after which no later read may see an older one. Returns `lost` for an answer that no
 * state explains, but that the storage was allowed to lose.
 */
export function checkRead(operation: ReadOperation, scene: ReadScene): "seen" | "unanswered" | "lost" {
  const { log, time } = scene;
  const { start, end, outcome, asked } = operation;
  const window = time.windowOf(start, end);
  if (end === null || outcome === null) return "unanswered";
  if (outcome.status === "refused" && saysNothingDone(outcome.code)) return "unanswered";
  const actual = actualOf(asked.read, outcome);
  const expected = (one: TenantLog): Expected => expectedOf(one, operation, outcome);
  const first = log.countAt(window.from);
  const last = log.countAt(window.to);
  const count = findState(first, last, actual, expected(log));
  if (count !== null) {
    if (!scene.mayBeLost) time.known(end, log.headAfter(count));
    return "seen";
  }
  if (scene.mayBeLost) return "lost";
  scene.found(explain(operation, scene, window, actual, expected));
  return "seen";
}

/** The first number of appends, in a range, after which the log leads to an answer. */
function findState(first: number, last: number, actual: unknown, expected: Expected): number | null {
  for (let count = first; count <= last; count += 1) if (isSame(actual, expected(count))) return count;
  return null;
}

function explain(
  operation: ReadOperation,
  { log, others }: ReadScene,
  window: PositionWindow,
  actual: unknown,
  expected: (log: TenantLog) => Expected,
): Anomaly {
  const first = log.countAt(window.from);
  const last = log.countAt(window.to);
  const older = findState(0, first - 1, actual, expected(log));
  const newer = findState(last + 1, log.appends.length, actual, expected(log));
  // What comes closest: the state at the position that was answered, or else the first one of the window.
  const position = operation.outcome === null ? null : positionOf(operation.outcome);
  const closest = position === null ? first : log.countAt(position);
  const about = { tenant: log.tenant, operation, window, actual, expected: expected(log)(closest) };
  if (older !== null)
    return {
      ...about,
      kind: "stale-read",
      position: log.headAfter(older),
      message: "no state of its window",
    };
  if (newer !== null)
    return {
      ...about,
      kind: "future-read",
      position: log.headAfter(newer),
      message: "no state of its window",
    };
  for (const other of others)
    if (findState(0, other.appends.length, actual, expected(other)) !== null)
      return { ...about, kind: "foreign-read", position: window.from, message: `it is ${other.tenant}'s` };
  return { ...about, kind: "wrong-read", position: window.from, message: "no state at all" };
}

/** What a read answered, in the form in which it is compared. */
function actualOf(read: Read, outcome: Outcome): unknown {
  if (outcome.status !== "read") return outcome;
  const { answer } = outcome;
  if (read.what !== "prompts") return outcome;
  const { items, ...rest } = answer as { readonly items: readonly { readonly id: unknown }[] };
  return { ...outcome, answer: { ...rest, items: byId(items) } };
}

/** What a log leads to after a number of appends. Answers with a position must be of exactly that state. */
function expectedOf(log: TenantLog, { asked, writer }: ReadOperation, outcome: Outcome): Expected {
  const { read } = asked;
  switch (read.what) {
    case "events": {
      const stream = `prompt-${read.prompt}`;
      const events = log.eventsOf(stream);
      return (count) => {
        const length = log.lengthAfter(stream, count);
        if (length === 0) return { status: "refused", code: "prompt-not-found" };
        return lengthOf(outcome) === length
          ? { status: "read", answer: events.slice(0, length).map(briefOf) }
          : length;
      };
    }
    case "log":
      return (count) => {
        const until = Math.min(log.headAfter(count), read.after + read.limit);
        const length = Math.max(0, until - read.after);
        if (lengthOf(outcome) !== length) return length;
        return { status: "read", answer: log.events.slice(read.after, read.after + length).map(briefOf) };
      };
    default: {
      const position = positionOf(outcome);
      return (count) => {
        if (position !== null && position !== log.headAfter(count)) return log.headAfter(count);
        const expected = readAnswer(log.stateAfter(count), read, writer);
        if (position === null || expected.status !== "read") return expected;
        return { ...expected, answer: { ...(expected.answer as object), position } };
      };
    }
  }
}

/** What a read of events is compared by. */
export function briefOf({ position, id, stream, type, data }: LedgerEvent): object {
  return { position, id, stream, type, data };
}

function lengthOf(outcome: Outcome): number | null {
  return outcome.status === "read" && Array.isArray(outcome.answer) ? outcome.answer.length : null;
}

function positionOf(outcome: Outcome): number | null {
  if (outcome.status !== "read") return null;
  const { position } = outcome.answer as { readonly position?: unknown };
  return typeof position === "number" ? position : null;
}
