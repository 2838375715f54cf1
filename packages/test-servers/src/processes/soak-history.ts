import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ledger, LedgerEvent } from "@promptledger/core";
import type { RecordingProcesses } from "./recording-processes.ts";
import { recordingProcesses } from "./recording-processes.ts";

/** What a check of one round reports. */
export interface RoundReport {
  readonly operations: number;
  readonly acknowledged: number;
  readonly outcomeUnknown: { readonly written: number; readonly absent: number };
  readonly events: number;
  readonly lostReads: number;
  /** Each anomaly as text. */
  readonly anomalies: readonly string[];
}

/** A storage under test. */
export interface SoakOptions {
  readonly storage: string;
  /** A program that calls `serveRecording`, and its arguments before the settings. */
  readonly program: URL;
  readonly args: readonly string[];
  /** How many operations to record, in rounds. */
  readonly operations: number;
  /** A ledger that reads the logs at the end of a round. */
  readonly ledger: Ledger;
  /** What is done to the servers, by name: killed, stopped, cut off. */
  readonly disturbances: { readonly [name: string]: () => Promise<void> };
  check(records: readonly string[], logs: ReadonlyMap<string, readonly LedgerEvent[]>): RoundReport;
}

/** What happened in all rounds. */
export interface SoakReport extends RoundReport {
  /** How often each disturbance was done. */
  readonly disturbances: { readonly [name: string]: number };
}

const ROUND = 25_000;
const TENANTS = 16;
const PROCESSES = 2;
const CLIENTS = 64;
// How long nothing is disturbed, and how often progress is printed, in milliseconds.
const QUIET = 2000;
const PROGRESS = 30_000;

/**
 * Lets processes write to, read from and follow a storage, while they and the servers are killed, stopped and cut off from each other. Checks the
 * record of each round, and prints what was found.
 */
export async function soakHistory(options: SoakOptions): Promise<SoakReport> {
  const { storage, operations } = options;
  const counts: { [name: string]: number } = {};
  const reports: RoundReport[] = [];
  const sum = (of: (report: RoundReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  for (let round = 1; sum((one) => one.operations) < operations; round += 1) {
    const wanted = Math.min(ROUND, operations - sum((one) => one.operations));
    reports.push(await oneRound(options, round, wanted, counts));
    const done = sum((one) => one.operations);
    const found = sum((one) => one.anomalies.length);
    console.log(`${storage}: ${done} of ${operations} operations, ${found} anomalies`, counts);
  }
  const report: SoakReport = {
    operations: sum((one) => one.operations),
    acknowledged: sum((one) => one.acknowledged),
    outcomeUnknown: {
      written: sum((one) => one.outcomeUnknown.written),
      absent: sum((one) => one.outcomeUnknown.absent),
    },
    events: sum((one) => one.events),
    lostReads: sum((one) => one.lostReads),
    anomalies: reports.flatMap((one) => one.anomalies),
    disturbances: counts,
  };
  console.log(lineOf(storage, report));
  return report;
}

function lineOf(storage: string, report: SoakReport): string {
  const { operations, acknowledged, outcomeUnknown, events, lostReads, anomalies, disturbances } = report;
  const disturbed = Object.entries(disturbances).map(([name, count]) => `${count} × ${name}`);
  return [
    `${storage}: ${operations} operations, ${acknowledged} writes acknowledged, ${events} events`,
    `${outcomeUnknown.written + outcomeUnknown.absent} commands with an unknown outcome (${outcomeUnknown.written} written)`,
    ...disturbed,
    ...(lostReads === 0 ? [] : [`${lostReads} reads of what a failover lost`]),
    `${anomalies.length} anomalies`,
  ].join(", ");
}

async function oneRound(
  { storage, program, args, ledger, disturbances, check }: SoakOptions,
  round: number,
  operations: number,
  counts: { [name: string]: number },
): Promise<RoundReport> {
  const folder = mkdtempSync(join(tmpdir(), "promptledger-history-"));
  const name = `round-${round}`;
  const tenants = Array.from({ length: TENANTS }, (_, index) => `${name}-tenant-${index}`);
  const started = await recordingProcesses({
    program,
    args,
    folder,
    name,
    tenants,
    processes: PROCESSES,
    clients: CLIENTS,
  });
  const all = { ...disturbances, ...ofProcesses(started) };
  // Servers twice as often as processes, which take long to start.
  const names = [...Object.keys(disturbances), ...Object.keys(all)];
  let printed = Date.now();
  try {
    // Each operation is two lines: its begin and its end.
    while (started.lines() < 2 * operations) {
      await sleep(QUIET * (0.5 + Math.random()));
      const failure = started.failure();
      if (failure !== null) throw failure;
      // Nothing to disturb before all have begun; then they go on while a killed one is replaced.
      if (started.lines() === 0 && !started.areWorking()) continue;
      const chosen = names[Math.floor(Math.random() * names.length)] ?? "";
      await all[chosen]?.();
      counts[chosen] = (counts[chosen] ?? 0) + 1;
      if (Date.now() - printed < PROGRESS) continue;
      printed = Date.now();
      console.log(`${storage}, ${name}: about ${started.lines() / 2} of ${operations} operations`);
    }
    await started.finish();
    const logs = await logsOf(ledger, tenants);
    await started.end(Object.fromEntries([...logs].map(([tenant, log]) => [tenant, log.length])));
    return check(started.records(), logs);
  } finally {
    started.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ofProcesses(started: RecordingProcesses): SoakOptions["disturbances"] {
  const any = (): number => Math.floor(Math.random() * 1000);
  return {
    "process killed": async () => {
      started.kill(any());
    },
    "process stopped": () => started.stopFor(any(), 200 + Math.random() * 2500),
  };
}

async function logsOf(
  ledger: Ledger,
  tenants: readonly string[],
): Promise<ReadonlyMap<string, readonly LedgerEvent[]>> {
  const logs = new Map<string, readonly LedgerEvent[]>();
  for (const tenant of tenants) {
    const events: LedgerEvent[] = [];
    for await (const event of ledger.as({ tenant, actor: { id: "host" } }).history.log()) events.push(event);
    logs.set(tenant, events);
  }
  return logs;
}
