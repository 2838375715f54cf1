import { liveOutages, startPostgres } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { openStore } from "./open-store.ts";

it("a live view serves while its server is away for 30 seconds, says that it is stale, and is current soon after", async () => {
  const reports = await liveOutages(
    { startServer: startPostgres, openStore },
    { downFor: 30_000, isQuick: false },
  );
  console.log("a live view during outages", reports);
  for (const report of Object.values(reports)) {
    expect(report).toMatchObject({ failures: [], live: report.stored });
    // On a busy machine an answer may take so long that the view is stale once more.
    expect(new Set(report.events)).toEqual(new Set(["stale", "current"]));
    expect(report.staleAfter).toBeLessThan(2000);
    expect(report.currentAfter).toBeLessThan(2000);
    // Several deployments of an outage may be seen as one change, and none after a later one.
    expect(report.seen.at(-1)).toBe(report.stored);
    expect(report.seen).toEqual(report.seen.toSorted((one, other) => one - other));
  }
}, 300_000);
