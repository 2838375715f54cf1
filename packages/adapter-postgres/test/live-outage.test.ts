import { liveOutages, startPostgres } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { openStore } from "./open-store.ts";

it("a live view serves while its server is frozen, and while it is killed and restarted, says that it is stale, and is current soon after", async () => {
  const { frozen, killed } = await liveOutages(
    { startServer: startPostgres, openStore },
    { downFor: 100, isQuick: true },
  );
  for (const report of [frozen, killed]) {
    expect(report).toMatchObject({ failures: [], live: report.stored });
    // The time that the clock of a frozen server skips may make a view stale once more.
    expect(new Set(report.events)).toEqual(new Set(["stale", "current"]));
    expect(report.events.at(-1)).toBe("current");
    expect(report.staleAfter).toBeLessThan(2000);
    expect(report.currentAfter).toBeLessThan(2000);
    // Several deployments of an outage may be seen as one change, and none after a later one.
    expect(report.seen.at(-1)).toBe(report.stored);
    expect(report.seen).toEqual(report.seen.toSorted((one, other) => one - other));
  }
});
