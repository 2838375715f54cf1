import type { EventStore, Live, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import type { Clock } from "@promptledger/core/adapter";

/** An outage of a server, and the stores that a view and a writer have on it. */
export interface LiveOutage {
  /** The store of the view. */
  readonly viewStore: EventStore;
  /** The store of the writer, on connections of its own. */
  readonly writerStore: EventStore;
  /** The clock of the view's ledger. Default: that of the process. */
  readonly clock?: Clock;
  readonly tenant: string;
  /** Makes the server unavailable. */
  stop(): Promise<void>;
  /** Makes it available again. */
  restore(): Promise<void>;
  /** How long it stays unavailable after the view is stale, in milliseconds. */
  readonly downFor: number;
}

/** What a view did during an outage. Times are in milliseconds. */
export interface LiveOutageReport {
  /** How often the view was asked, and what it threw. */
  readonly resolves: number;
  readonly failures: readonly unknown[];
  /** From the beginning of the outage until an answer was stale. */
  readonly staleAfter: number;
  /** The staleness that an answer had at the end of the outage. */
  readonly staleness: number;
  /** From the end of the outage until the view was current, with all that was written. */
  readonly currentAfter: number;
  /** The numbers that became live, as the view reported them. */
  readonly seen: readonly number[];
  /** The number that is live now, in the view and in the store. */
  readonly live: number;
  readonly stored: number;
  /** The names of the events of the view, without changes. */
  readonly events: readonly string[];
}

/** How long anything may take before the outage is given up, in milliseconds. */
const PATIENCE = 30_000;
/** How many deployments the writer makes before and after the outage. */
const DEPLOYMENTS = 5;

/** Takes a server away from a view that is asked all the time, and gives it back while a writer deploys. */
export async function liveOutage(outage: LiveOutage): Promise<LiveOutageReport> {
  const { tenant, clock } = outage;
  const identity = { tenant, actor: { id: "jane" } };
  const writer = createLedger({ store: outage.writerStore }).as(identity);
  const reader = createLedger({ store: outage.viewStore, ...(clock === undefined ? {} : { clock }) });
  await writer.prompts.create({ name: "Greeting" });
  await deploy(writer);
  const live = await reader.as(identity).live();
  const seen: number[] = [];
  const events: string[] = [];
  live.on("change", ({ to }) => seen.push(to?.number ?? 0));
  for (const name of ["stale", "current", "diverged", "end"] as const) live.on(name, () => events.push(name));
  const load = askAllTheTime(live);
  try {
    await live.caughtUp(await deploy(writer, DEPLOYMENTS), { timeoutMs: PATIENCE });
    await outage.stop();
    const staleAfter = await timeUntil(() => live.resolve("greeting").stale);
    // An answer knows at once; the event comes when the view looks at itself next.
    await timeUntil(() => events.includes("stale"));
    await sleep(outage.downFor);
    const { staleness } = live.resolve("greeting");
    await outage.restore();
    const returned = performance.now();
    const written = deployAnyway(writer);
    await timeUntil(() => !live.stale && !live.resolve("greeting").stale);
    const currentAfter = performance.now() - returned;
    await live.caughtUp(await written, { timeoutMs: PATIENCE });
    await timeUntil(() => events.at(-1) === "current");
    const stored = (await writer.resolve("greeting")).number;
    const { number } = live.resolve("greeting");
    return { ...(await load.end()), staleAfter, staleness, currentAfter, seen, live: number, stored, events };
  } finally {
    await load.end();
    await live.close();
  }
}

async function deploy(writer: TenantLedger, count = 1): Promise<number> {
  let position = 0;
  for (let index = 0; index < count; index++) {
    const { number } = await writer.versions.create("greeting", { seed: Math.floor(Math.random() * 1e9) });
    await writer.versions.commit("greeting");
    const { receipt } = await writer.deployments.deploy("greeting", { version: number });
    position = receipt.position;
  }
  return position;
}

/** Deploys as soon as the server takes it. */
async function deployAnyway(writer: TenantLedger): Promise<number> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await deploy(writer, DEPLOYMENTS);
    } catch (error) {
      if (!isLedgerError(error) || !error.retryable || performance.now() > end) throw error;
      await sleep(50);
    }
  }
}

/** Resolves again and again, a hundred times in each turn of the event loop. */
function askAllTheTime(live: Live): { end(): Promise<Pick<LiveOutageReport, "resolves" | "failures">> } {
  let resolves = 0;
  let isOn = true;
  const failures: unknown[] = [];
  const running = (async () => {
    while (isOn) {
      for (let index = 0; index < 100; index++)
        try {
          resolves += 1;
          live.resolve("greeting");
        } catch (error) {
          failures.push(error);
        }
      await sleep(2);
    }
  })();
  return {
    async end() {
      isOn = false;
      await running;
      return { resolves, failures };
    },
  };
}

async function timeUntil(condition: () => boolean): Promise<number> {
  const begin = performance.now();
  while (!condition()) {
    if (performance.now() - begin > PATIENCE) throw new Error("what was waited for did not happen");
    await sleep(5);
  }
  return performance.now() - begin;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
