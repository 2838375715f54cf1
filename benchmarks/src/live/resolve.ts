import { setTimeout as sleep } from "node:timers/promises";
import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Live, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { report } from "../spread.ts";
import { median } from "../timed.ts";
import { warmLangfuse } from "./langfuse-stub.ts";
import { makePrompts, slugOf } from "./make-prompts.ts";

const SLUGS = 10_000;
const DEPLOYS = 1000;
const ROUNDS = 10;
/** So many samples in each round, each of so many calls. */
const SAMPLES = 1000;
const CALLS = 100;

/**
 * Resolving at random from a live view, after a thousand deployments, and from the warm cache of Langfuse's client, in turns. A sample is a batch
 * of 100 calls, for a single one is shorter than what a clock can tell.
 */
export async function benchmarkResolve(): Promise<void> {
  const acme = createLedger({ store: memoryEventStore() }).as({ tenant: "bench", actor: { id: "jane" } });
  await makePrompts(acme, SLUGS, 1000);
  const live = await acme.live();
  await deployAgain(acme, live);
  const slugs = Array.from({ length: SLUGS }, (_, index) => slugOf(index));
  const langfuse = await warmLangfuse(slugs);
  const ours: Figures = { means: [], samples: [] };
  const theirs: Figures = { means: [], samples: [] };
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const order = randomOrder(SAMPLES * CALLS);
      const first = await sampled(async (from) => {
        for (let index = from; index < from + CALLS; index++) live.resolve(slugs[order[index] ?? 0] ?? "");
      });
      const second = await sampled(async (from) => {
        for (let index = from; index < from + CALLS; index++)
          await langfuse.get(slugs[order[index] ?? 0] ?? "");
      });
      // The first round warms up.
      if (round === 0) continue;
      add(ours, first);
      add(theirs, second);
    }
  } finally {
    await langfuse.close();
    await live.close();
  }
  report(`live: resolve, ${SLUGS} slugs at random, after ${DEPLOYS} deployments`, ours.means, "ns/call");
  report("@langfuse/client: await prompt.get from its warm cache", theirs.means, "ns/call");
  console.log(
    `resolve at p99: ${p99(ours.samples)} ns/call (at most 1,000), the other ${p99(theirs.samples)} ns/call`,
  );
  const ratio = median(theirs.means) / median(ours.means);
  console.log(`resolve to @langfuse/client: ${ratio.toFixed(1)} times as fast (at least 2, goal 4)\n`);
}

interface Figures {
  readonly means: number[];
  readonly samples: number[];
}

/** Deploys a thousand new versions, and shows that the view has them all. */
async function deployAgain(acme: TenantLedger, live: Live): Promise<void> {
  let position = 0;
  for (let index = 0; index < DEPLOYS; index++) {
    const slug = slugOf((index * 7919) % SLUGS);
    const { number } = await acme.versions.create(slug, { seed: index });
    await acme.versions.commit(slug);
    position = (await acme.deployments.deploy(slug, { version: number })).receipt.position;
  }
  await live.caughtUp(position);
  // The deployments left the event loop no turn. Within a second, the view asks the store whether it is current.
  for (const until = Date.now() + 5000; live.stale; await sleep(10))
    if (Date.now() > until || live.position < position) throw new Error("the view is not current");
  for (let index = 0; index < DEPLOYS; index++) {
    const slug = slugOf((index * 7919) % SLUGS);
    if (live.resolve(slug).revision !== (await acme.resolve(slug)).revision)
      throw new Error(`the view has another version of ${slug}`);
  }
}

function randomOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, () => Math.floor(Math.random() * SLUGS));
}

/** Nanoseconds for each call, by samples. */
async function sampled(sample: (from: number) => Promise<void>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let index = 0; index < SAMPLES; index++) {
    const started = performance.now();
    await sample(index * CALLS);
    took.push(((performance.now() - started) * 1e6) / CALLS);
  }
  return took;
}

function add({ means, samples }: Figures, took: readonly number[]): void {
  means.push(took.reduce((sum, one) => sum + one, 0) / took.length);
  samples.push(...took);
}

function p99(samples: readonly number[]): string {
  const sorted = samples.toSorted((left, right) => left - right);
  return (sorted[Math.floor(0.99 * (sorted.length - 1))] ?? Number.NaN).toFixed(0);
}
