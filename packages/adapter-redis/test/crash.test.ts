import { killServer, startRedis } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

it("a server that is killed under load loses nothing that it has acknowledged, and doubles nothing", async () => {
  const report = await killServer(2, { startServer: startRedis, openStore, startWorkers });
  console.log("killed under load", report);
  expect(report.divergences).toBe(0);
}, 60_000);
