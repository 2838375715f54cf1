import type { Anomaly } from "./anomaly.ts";
import { checkAppends } from "./check-appends.ts";
import { checkFeed } from "./check-feeds.ts";
import { checkLog } from "./check-log.ts";
import type { ReadOperation } from "./check-reads.ts";
import { checkRead } from "./check-reads.ts";
import { checkWrite } from "./check-writes.ts";
import { groupBy } from "./group-by.ts";
import type { Failover, History, Operation } from "./operation.ts";
import { realTime } from "./real-time.ts";
import type { SentCommand, WriteOperation } from "./sent-command.ts";
import { hasUnknownOutcome, sentCommands } from "./sent-command.ts";
import type { TenantLog } from "./tenant-log.ts";
import { tenantLog } from "./tenant-log.ts";

/** What was checked, and what was found. */
export interface HistoryReport {
  /** Writes and reads, answered or not. */
  readonly operations: number;
  /** Writes and reads that were answered, also with a refusal. */
  readonly answered: number;
  /** Writes that were acknowledged. */
  readonly acknowledged: number;
  /** Commands of which an attempt ended without an answer. */
  readonly outcomeUnknown: {
    /** Those that are in the log. */
    readonly written: number;
    /** Those that are not. */
    readonly absent: number;
  };
  /** Events in the logs of all tenants. */
  readonly events: number;
  /** Reads of events that a failover then lost, which only a storage with failovers may answer. */
  readonly lostReads: number;
  /** Empty if the history is right. */
  readonly anomalies: readonly Anomaly[];
}

/**
 * Checks a history: that some order of all operations, which agrees with real time and is the order of the log, explains every answer.
 *
 * The log is folded with a model that was written from the documentation. Every acknowledged write is in the log exactly once, where its receipt
 * says, with what it asked for; refused writes left nothing; writes with an unknown outcome happened at most once. Every read answered with the
 * state at a position that lies between the highest position known before it began and the last one that was sent before it ended. Every
 * follower saw each event once and in order.
 */
export function checkHistory(history: History): HistoryReport {
  const logs = new Map([...history.logs].map(([tenant, events]) => [tenant, tenantLog(tenant, events)]));
  const commands = sentCommands(history.operations);
  const anomalies: Anomaly[] = [];
  let lostReads = 0;
  const ofTenant = groupBy(history.operations, ({ tenant }) => tenant);
  for (const [tenant, operations] of ofTenant)
    if (!logs.has(tenant))
      throw new Error(`the history has ${operations.length} operations of ${tenant}, and no log`);
  for (const log of logs.values()) {
    anomalies.push(...checkLog(log), ...checkAppends(log, commands));
    for (const feed of history.feeds)
      if (feed.tenant === log.tenant && !feed.diverged) anomalies.push(...checkFeed(feed, log, commands));
    const others = [...logs.values()].filter((one) => one !== log);
    lostReads += checkOperations(
      history,
      log,
      others,
      commands,
      ofTenant.get(log.tenant) ?? [],
      (anomaly) => {
        anomalies.push(anomaly);
      },
    );
  }
  return { ...countsOf(history, logs, commands), lostReads, anomalies };
}

/** Checks the operations of a tenant in the order of their start; returns how many reads saw what was lost. */
function checkOperations(
  { feeds, failovers = [] }: History,
  log: TenantLog,
  others: readonly TenantLog[],
  commands: ReadonlyMap<string, SentCommand>,
  operations: readonly Operation[],
  found: (anomaly: Anomaly) => void,
): number {
  const sightings = feeds
    .filter((feed) => feed.tenant === log.tenant && !feed.diverged)
    .flatMap(({ seen }) => seen.filter(({ at }) => !overlaps(failovers, at, at)));
  const time = realTime(log, commands, sightings);
  let lostReads = 0;
  for (const operation of operations.toSorted((one, other) => one.start - other.start)) {
    const mayBeLost = overlaps(failovers, operation.start, operation.end ?? operation.start);
    if (isWrite(operation)) {
      const command = commands.get(operation.asked.options.commandId);
      if (command !== undefined) checkWrite(operation, { log, command, time, mayBeLost, found });
      continue;
    }
    const read = operation as ReadOperation;
    if (checkRead(read, { log, others, time, mayBeLost, found }) === "lost") lostReads += 1;
  }
  return lostReads;
}

function isWrite(operation: Operation): operation is WriteOperation {
  return operation.asked.type === "write";
}

function overlaps(failovers: readonly Failover[], start: number, end: number): boolean {
  return failovers.some((one) => start <= one.end && end >= one.start);
}

function countsOf(
  { operations }: History,
  logs: ReadonlyMap<string, TenantLog>,
  commands: ReadonlyMap<string, SentCommand>,
): Omit<HistoryReport, "anomalies" | "lostReads"> {
  const unknown = [...commands.values()].filter((one) => one.operations.some(hasUnknownOutcome));
  const written = unknown.filter(({ id, operations: [first] }) =>
    logs.get(first?.tenant ?? "")?.byCommand.has(id),
  ).length;
  return {
    operations: operations.length,
    answered: operations.filter(({ outcome }) => outcome !== null).length,
    acknowledged: operations.filter(({ outcome }) => outcome?.status === "written").length,
    outcomeUnknown: { written, absent: unknown.length - written },
    events: [...logs.values()].reduce((sum, { events }) => sum + events.length, 0),
  };
}
