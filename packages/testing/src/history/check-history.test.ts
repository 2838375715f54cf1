import { beforeAll, describe, expect, it } from "vitest";
import { describeAnomaly } from "./anomaly.ts";
import { checkHistory } from "./check-history.ts";
import { acknowledged, ended, withOperation } from "./faults.ts";
import { LOG_FAULTS } from "./log-faults.ts";
import type { History, Operation } from "./operation.ts";
import { READ_FAULTS } from "./read-faults.ts";
import { recordInMemory } from "./record-in-memory.ts";
import { WRITE_FAULTS } from "./write-faults.ts";

describe("the history of clients and followers of a ledger in memory", () => {
  let history: History;

  beforeAll(async () => {
    history = await recordInMemory(800);
  });

  it("has no anomaly", () => {
    const { anomalies, ...report } = checkHistory(history);
    expect(anomalies.map((one) => describeAnomaly(one, history.logs))).toEqual([]);
    expect(report).toMatchObject({ operations: 800, answered: 800, lostReads: 0 });
    expect(report.acknowledged).toBeGreaterThan(100);
  });

  it("may hold a write whose process was killed before the answer", () => {
    const { operation } = acknowledged(history);
    const { anomalies, outcomeUnknown } = checkHistory(
      withOperation(history, { ...operation, end: null, outcome: null }),
    );
    expect(anomalies).toEqual([]);
    expect(outcomeUnknown).toEqual({ written: 1, absent: 0 });
  });

  it("may hold reads of what a failover lost, and counts them", () => {
    const read = ended(history, "read")[0] as Operation;
    const lost = withOperation(history, { ...read, outcome: { status: "refused", code: "id-taken" } });
    const failovers = [{ start: read.start, end: read.end ?? 0 }];
    expect(checkHistory(lost).anomalies).toHaveLength(1);
    expect(checkHistory({ ...lost, failovers })).toMatchObject({ lostReads: 1, anomalies: [] });
  });

  it.each([...LOG_FAULTS, ...WRITE_FAULTS, ...READ_FAULTS])(
    "is refused where $name: $kind",
    ({ kind, seed }) => {
      const faulty = seed(history);
      const { anomalies } = checkHistory(faulty);
      expect(anomalies.map((one) => one.kind)).toContain(kind);
      const described = anomalies.map((one) => describeAnomaly(one, faulty.logs));
      expect(described.every((text) => text.includes("\n"))).toBe(true);
    },
  );
});
