// Histories: what the processes of a ledger did, recorded, and checked against the log. A door of its own: through the index,
// the programs of test processes would load the test runner.
export {
  ANOMALIES,
  type Anomaly,
  type AnomalyKind,
  describeAnomaly,
  type PositionWindow,
} from "./history/anomaly.ts";
export { checkHistory, type HistoryReport } from "./history/check-history.ts";
export { checkRecords, type RecordsReport } from "./history/check-records.ts";
export { machineClock } from "./history/machine-clock.ts";
export type {
  Asked,
  Call,
  Failover,
  Feed,
  History,
  Operation,
  Outcome,
  Read,
  Sighting,
  WriteReceipt,
} from "./history/operation.ts";
export { type RecordedProcess, recordedWork } from "./history/recorded-work.ts";
export { historyRecorder, type Recorder, readRecord } from "./history/recorder.ts";
