import type { LedgerEvent } from "@promptledger/core";
import { firstDifference } from "./first-difference.ts";
import type { Operation } from "./operation.ts";

/**
 * Every kind of anomaly, with what it means.
 *
 * @enum
 */
export const ANOMALIES = {
  "position-gap": "A position of the log is missing or was given twice.",
  "event-id-twice": "Two events have the same id.",
  "version-gap": "The versions of a stream are not consecutive.",
  "time-goes-back": "An event was recorded before the one that precedes it.",
  "unknown-command": "The log holds events of a command that nobody sent.",
  "command-twice": "A command was applied twice.",
  "wrong-events": "The events of a command are not those that it leads to.",
  "wrong-content": "The events of a command do not hold what it asked for.",
  "out-of-order": "A command precedes another one that was acknowledged before it began.",
  "lost-write": "A write was acknowledged, and its events are missing.",
  "refused-but-written": "A write was refused, and its events are in the log.",
  "wrong-answer": "The answer to a write is not the document as it was after it.",
  "wrong-receipt":
    "The receipt of a write names a wrong position, or says wrongly whether it changed anything.",
  "wrongly-repeated":
    "A write is said to be a repeat although it was not done before, or the other way around.",
  "wrong-refusal": "A write was refused with a code that no state in its window leads to.",
  "stale-read": "A read answered with a state that is older than what was acknowledged before it began.",
  "future-read": "A read answered with a state that was only created after it had ended.",
  "foreign-read": "A read answered with a state of another tenant.",
  "wrong-read": "A read answered with a state that never existed.",
  "feed-order": "A follower did not see the log in its order.",
  "feed-twice": "A follower saw an event twice.",
  "feed-missing": "A follower missed an event.",
  "feed-early": "A follower saw an event before it was sent.",
} as const;

/** A kind of anomaly. */
export type AnomalyKind = keyof typeof ANOMALIES;

/** The states that an operation may have seen, as positions of its tenant's log. */
export interface PositionWindow {
  /** The highest position that was acknowledged, or seen, before the operation began. */
  readonly from: number;
  /** The last position before the first event that was only sent after the operation had ended. */
  readonly to: number;
}

/** Something that a ledger must never do. */
export interface Anomaly {
  /** What is wrong; {@link ANOMALIES} explains each kind. */
  readonly kind: AnomalyKind;
  /** The tenant whose log it concerns. */
  readonly tenant: string;
  /** Where in the tenant's log. */
  readonly position: number;
  /** What is wrong in this case, in one line. */
  readonly message: string;
  /** What was found, where two values differ. */
  readonly actual?: unknown;
  /** What the model expects, where two values differ. */
  readonly expected?: unknown;
  /** The call that shows it, if there is one. */
  readonly operation?: Operation;
  /** For reads and refusals: the states that would be right. */
  readonly window?: PositionWindow;
}

const AROUND = 3;

/** An anomaly as text: what was expected, the operation, its window, and the log around it. */
export function describeAnomaly(anomaly: Anomaly, logs: ReadonlyMap<string, readonly LedgerEvent[]>): string {
  const { kind, tenant, position, message, operation, window } = anomaly;
  const lines = [`${kind} in ${tenant} at ${position}: ${message}`, `  ${ANOMALIES[kind]}`];
  const difference = firstDifference(anomaly.actual, anomaly.expected);
  if ("expected" in anomaly && difference !== null) lines.push(`  differs at ${difference}`);
  if ("expected" in anomaly) lines.push(`  expected ${textOf(anomaly.expected)}`);
  if ("actual" in anomaly) lines.push(`  actual   ${textOf(anomaly.actual)}`);
  if (operation !== undefined) {
    const { id, start, end, asked, outcome, writer } = operation;
    lines.push(`  operation ${id} by ${writer.actor.id}, from ${start} to ${end} µs: ${textOf(asked)}`);
    lines.push(`  outcome ${textOf(outcome)}`);
  }
  if (window !== undefined) lines.push(`  window: positions ${window.from} to ${window.to}`);
  const log = logs.get(tenant) ?? [];
  for (const event of log.slice(Math.max(0, position - 1 - AROUND), position + AROUND)) {
    const { type, stream, version, commandId, recordedAt, data } = event;
    const fact = `${type} ${stream}@${version} by ${commandId} at ${recordedAt}`;
    lines.push(`  ${event.position === position ? ">" : " "} ${event.position} ${fact} ${textOf(data)}`);
  }
  return lines.join("\n");
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 1500 ? text : `${text.slice(0, 1500)}... (${text.length} characters)`;
}
