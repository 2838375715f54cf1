import { killServer, startPostgres } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

it("a server that is killed 20 times under load loses nothing that it has acknowledged, and doubles nothing", async () => {
  const report = await killServer(20, { startServer: startPostgres, openStore, startWorkers });
  console.log("killed under load", report);
  expect(report.committedInDoubt).toBeGreaterThan(0);
  expect(report.lostInDoubt).toBeGreaterThan(0);
  expect(report.divergences).toBe(0);
}, 600_000);
