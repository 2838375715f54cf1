import { expect, it } from "vitest";
import type { LiveOutagesOptions, OutageServer } from "./live-outages.ts";
import { liveOutages } from "./live-outages.ts";

/** Tests that a live view serves while its server is frozen, and while it is killed and restarted. */
export function servesThroughOutages(server: OutageServer, options: LiveOutagesOptions): void {
  it("a live view serves while its server is frozen, and while it is killed and restarted, says that it is stale, and is current soon after", async () => {
    const reports = await liveOutages(server, options);
    if (!options.isQuick) console.log("a live view during outages", reports);
    for (const report of Object.values(reports)) {
      expect(report).toMatchObject({ failures: [], live: report.stored });
      // The time that the clock of a frozen server skips, or a slow answer, may make a view stale once more.
      expect(new Set(report.events)).toEqual(new Set(["stale", "current"]));
      expect(report.events.at(-1)).toBe("current");
      expect(report.staleAfter).toBeLessThan(2000);
      expect(report.currentAfter).toBeLessThan(2000);
      // Several deployments of an outage may be seen as one change, and none after a later one.
      expect(report.seen.at(-1)).toBe(report.stored);
      expect(report.seen).toEqual(report.seen.toSorted((one, other) => one - other));
    }
  }, 300_000);
}
