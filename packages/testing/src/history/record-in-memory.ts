import { memoryEventStore } from "@promptledger/adapter-memory";
import type { LedgerEvent } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { History } from "./operation.ts";
import { pause } from "./pause.ts";
import { randomBelow } from "./random-below.ts";
import { historyRecorder, readRecord } from "./recorder.ts";
import { runClients } from "./run-clients.ts";

const TENANTS = ["acme", "globex"];

/** A history of clients and followers of a ledger in memory, with this many operations. */
export async function recordInMemory(operations: number): Promise<History> {
  const ledger = createLedger({ store: memoryEventStore() });
  const lines: string[] = [];
  let begun = 0;
  const recorder = historyRecorder("memory", (line) => {
    if (line.startsWith('{"began"')) begun += 1;
    lines.push(line);
  });
  const stop = new AbortController();
  const follow = async (tenant: string): Promise<void> => {
    const events = ledger.as({ tenant, actor: { id: "host" } }).history.follow({ signal: stop.signal });
    for await (const event of events) recorder.saw(`follower of ${tenant}`, tenant, event);
    recorder.note(`follower of ${tenant}`, tenant, "complete");
  };
  const following = TENANTS.map(follow);
  await runClients({
    ledger,
    recorder,
    process: "memory",
    tenants: TENANTS,
    clients: 8,
    below: randomBelow(1),
    isDone: () => begun >= operations,
  });
  const logs = new Map<string, readonly LedgerEvent[]>();
  for (const tenant of TENANTS) {
    const log: LedgerEvent[] = [];
    for await (const event of ledger.as({ tenant, actor: { id: "host" } }).history.log()) log.push(event);
    logs.set(tenant, log);
  }
  const heads = [...logs.values()].reduce((sum, log) => sum + log.length, 0);
  while (lines.filter((line) => line.startsWith('{"follower"')).length < heads) await pause(1);
  stop.abort();
  await Promise.all(following);
  await ledger.close();
  return { ...readRecord(lines.join("")), logs };
}
