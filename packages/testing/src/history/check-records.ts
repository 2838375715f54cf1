import type { LedgerEvent } from "@promptledger/core";
import { describeAnomaly } from "./anomaly.ts";
import type { HistoryReport } from "./check-history.ts";
import { checkHistory } from "./check-history.ts";
import type { Failover } from "./operation.ts";
import { readRecord } from "./recorder.ts";

/** A report with its anomalies as text. */
export interface RecordsReport extends Omit<HistoryReport, "anomalies"> {
  /** Each as {@link describeAnomaly} prints it. Empty if the history is right. */
  readonly anomalies: readonly string[];
}

/** Checks the records of processes, each as it was written, against the logs of all tenants. */
export function checkRecords(
  records: readonly string[],
  logs: ReadonlyMap<string, readonly LedgerEvent[]>,
  failovers: readonly Failover[] = [],
): RecordsReport {
  const read = records.map(readRecord);
  const operations = read.flatMap((one) => one.operations);
  const feeds = read.flatMap((one) => one.feeds);
  const { anomalies, ...report } = checkHistory({ operations, feeds, logs, failovers });
  return { ...report, anomalies: anomalies.map((one) => describeAnomaly(one, logs)) };
}
