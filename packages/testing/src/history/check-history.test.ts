import { beforeAll, describe, expect, it } from "vitest";
import { describeAnomaly } from "./anomaly.ts";
import { ANSWER_FAULTS } from "./answer-faults.ts";
import { checkHistory } from "./check-history.ts";
import { LOG_FAULTS } from "./log-faults.ts";
import type { History } from "./operation.ts";
import { recordInMemory } from "./record-in-memory.ts";

describe("the history of clients and followers of a ledger in memory", () => {
  let history: History;

  beforeAll(async () => {
    history = await recordInMemory(1200);
  });

  it("has no anomaly", () => {
    const { anomalies, ...report } = checkHistory(history);
    expect(anomalies.map((one) => describeAnomaly(one, history.logs))).toEqual([]);
    expect(report).toMatchObject({ operations: 1200, answered: 1200, lostReads: 0 });
    expect(report.acknowledged).toBeGreaterThan(200);
  });

  it.each([...LOG_FAULTS, ...ANSWER_FAULTS])("is refused where $name: $kind", ({ kind, seed }) => {
    const faulty = seed(history);
    const { anomalies } = checkHistory(faulty);
    expect(anomalies.map((one) => one.kind)).toContain(kind);
    const described = anomalies.map((one) => describeAnomaly(one, faulty.logs));
    expect(described.every((text) => text.includes("\n"))).toBe(true);
  });
});
