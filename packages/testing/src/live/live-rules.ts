import type { Live } from "@promptledger/core";
import { liveFromBundle } from "@promptledger/core";
import { assert, asyncProperty } from "fast-check";
import { expect, test } from "vitest";
import { commandCounts } from "../model/command-counts.ts";
import { arbitraryPlan } from "../model/plan.ts";
import type { TracedWrite } from "../model/run-sequence.ts";
import { openTestTenant, runStep, withTrace } from "../model/run-sequence.ts";
import type { RuleSetup } from "../rules/rule-setup.ts";
import { compareBundled, compareLive, compareVersions } from "./compare-live.ts";

/** What a live view promises, on a real storage. The view has a store of its own, as another process would. */
export function liveRules(fresh: () => RuleSetup, runs: number): void {
  test("after any sequence of writes, a view answers what the store does at that position, and so does a bundle of it", async () => {
    const counts = commandCounts();
    const property = asyncProperty(arbitraryPlan({ minLength: 16, maxLength: 20 }), async (plan) => {
      const { ledger, store, clock, tenant, connect } = fresh();
      const other = await connect();
      const testTenants = await Promise.all(
        [tenant, `${tenant}-other`].map((name) => openTestTenant(name, store, ledger)),
      );
      const [first] = testTenants;
      if (first === undefined) throw new Error("there is no tenant");
      const acme = other.as({ tenant, actor: { id: "host" } });
      const views: Live[] = [await acme.live()];
      const trace: TracedWrite[] = [];
      const check = async (): Promise<void> => {
        for (const live of views) {
          await moving(clock, () => live.caughtUp(first.head));
          await compareLive(live, acme, first.model);
          await compareVersions(live, acme, first.model, true);
        }
      };
      try {
        for (const [index, step] of plan.steps.entries()) {
          await runStep({ clock, counts }, testTenants, step, plan.material, trace);
          // One that is opened later finds what the other has followed.
          if (index === 7)
            views.push(await acme.live({ versions: [{ id: "any" }, ...idsOf(first.model.prompts)] }));
          if (index % 6 === 5) await check();
        }
        await check();
        for (const live of views) compareBundled(liveFromBundle(live.bundle(), { clock }), live, first.model);
        const live = await acme.live({ versions: [{ id: "any" }, ...idsOf(first.model.prompts)] });
        views.push(live);
        await compareVersions(live, acme, first.model, false);
      } catch (error) {
        throw withTrace(error, trace);
      } finally {
        await Promise.all(views.map((live) => live.close()));
      }
    });
    await assert(property, { numRuns: runs });
  });

  test("a deployment of another process is in the view at once, and each is reported once and in order", async () => {
    const { jane, tenant, connect } = fresh();
    const prompt = await jane.prompts.create({ name: "Greeting" });
    const other = await connect();
    await using live = await other.as({ tenant, actor: { id: "host" } }).live();
    const changes: (number | undefined)[] = [];
    live.on("change", ({ to }) => changes.push(to?.number));
    for (let number = 1; number <= 5; number++) {
      await jane.versions.create(prompt, { model: `model-${number}` });
      await jane.versions.commit(prompt);
      const { receipt } = await jane.deployments.deploy(prompt, { version: "latest" });
      await live.caughtUp(receipt.position, { timeoutMs: 10_000 });
      expect(live.resolve(prompt)).toMatchObject({ number, content: { model: `model-${number}` } });
    }
    expect(changes).toEqual([1, 2, 3, 4, 5]);
    expect(live.stale).toBe(false);
  });
}

/** Moves the clock while something is awaited: a view tries again after a while what a busy server did not answer in time. */
async function moving(clock: RuleSetup["clock"], work: () => Promise<void>): Promise<void> {
  const timer = setInterval(() => void clock.advance(1000), 1000);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

function idsOf(prompts: ReadonlyMap<string, { readonly id: string }>): readonly { readonly id: string }[] {
  return [...prompts.values()].map(({ id }) => ({ id }));
}
