import type { LedgerEvent } from "@promptledger/core";
import type { AnomalyKind } from "./anomaly.ts";
import type { Feed, History, Operation, Outcome } from "./operation.ts";
import type { Append, TenantLog } from "./tenant-log.ts";
import { tenantLog } from "./tenant-log.ts";

/** Something that a ledger must never do, put into a clean history. */
export interface Fault {
  readonly name: string;
  readonly kind: AnomalyKind;
  seed(history: History): History;
}

/** The outcome of a write that was acknowledged. */
export type Written = Extract<Outcome, { readonly status: "written" }>;

/** The tenant whose history is changed. */
export const TENANT = "acme";

/** The log of the changed tenant. */
export function logOf({ logs }: History): TenantLog {
  return tenantLog(TENANT, logs.get(TENANT) ?? []);
}

/** The history with another log. Positions are consecutive unless they are given. */
export function withLog(
  history: History,
  change: (events: readonly LedgerEvent[]) => readonly LedgerEvent[],
  options: { readonly keepPositions?: boolean } = {},
): History {
  const changed = change(history.logs.get(TENANT) ?? []);
  const events = options.keepPositions
    ? changed
    : changed.map((event, index): LedgerEvent => ({ ...event, position: index + 1 }));
  return { ...history, logs: new Map([...history.logs, [TENANT, events]]) };
}

/** The history with one operation changed. */
export function withOperation(history: History, changed: Operation): History {
  const operations = history.operations.map((one) => (one.id === changed.id ? changed : one));
  return { ...history, operations };
}

/** The history with another feed of the changed tenant. */
export function withFeed(history: History, change: (seen: Feed["seen"]) => Feed["seen"]): History {
  const feeds = history.feeds.map((feed) =>
    feed.tenant === TENANT ? { ...feed, seen: change(feed.seen) } : feed,
  );
  return { ...history, feeds };
}

/** The operations of the changed tenant that ended with this status, in the middle of the history. */
export function ended<Status extends Outcome["status"]>(
  { operations }: History,
  status: Status,
): readonly (Operation & { readonly outcome: Extract<Outcome, { readonly status: Status }> })[] {
  const ofTenant = operations.filter(
    (one): one is Operation & { readonly outcome: Extract<Outcome, { readonly status: Status }> } =>
      one.tenant === TENANT && one.outcome?.status === status,
  );
  return ofTenant.slice(Math.floor(ofTenant.length / 3));
}

/** The first value for which there is something; throws if the history has none. */
export function first<From, To>(values: readonly From[], find: (value: From) => To | undefined): To {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  throw new Error("the history is too short for this fault");
}

/** An acknowledged write that changed something and was sent once, with its append. */
export function acknowledged(history: History): {
  readonly operation: Operation & { readonly outcome: Written };
  readonly append: Append;
} {
  const log = logOf(history);
  return first(ended(history, "written"), (operation) => {
    const append = log.byCommand.get(commandOf(operation))?.[0];
    const sent = history.operations.filter((one) => commandOf(one) === commandOf(operation));
    return append === undefined || sent.length > 1 ? undefined : { operation, append };
  });
}

/** The command id of an operation; empty for a read. */
export function commandOf({ asked }: Operation): string {
  return asked.type === "write" ? asked.options.commandId : "";
}

/** A receipt changed in some fields. */
export function withReceipt(
  operation: Operation & { readonly outcome: Written },
  receipt: Partial<Written["receipt"]>,
): Operation {
  const { outcome } = operation;
  return { ...operation, outcome: { ...outcome, receipt: { ...outcome.receipt, ...receipt } } };
}
