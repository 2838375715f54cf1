import { startRedisCluster } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { NODE_TIMEOUT } from "./fail-over.ts";
import { failoverRounds } from "./failover-rounds.ts";

it("with waitForReplicas masters that are killed 10 times under load lose nothing that was acknowledged", async () => {
  const cluster = await startRedisCluster({ nodeTimeout: NODE_TIMEOUT });
  try {
    const report = await failoverRounds(cluster, 10);
    console.log("masters killed under load", report);
    expect(report.lostInDoubt).toBeGreaterThan(0);
  } finally {
    await cluster.stop();
  }
}, 900_000);
