import { expect, it } from "vitest";
import { crashRounds } from "./crash-rounds.ts";

it("a server that is killed 20 times under load loses nothing that it has acknowledged, and doubles nothing", async () => {
  const report = await crashRounds(20);
  console.log("killed under load", report);
  expect(report.committedInDoubt).toBeGreaterThan(0);
  expect(report.lostInDoubt).toBeGreaterThan(0);
  expect(report.divergences).toBe(0);
}, 600_000);
