import { expect, it } from "vitest";
import { crashRounds } from "./crash-rounds.ts";

it("a server that is killed under load loses nothing that it has acknowledged, and doubles nothing", async () => {
  const report = await crashRounds(2);
  console.log("killed under load", report);
  expect(report.divergences).toBe(0);
}, 60_000);
