import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { BEGINNING, bench, refusal, saying } from "../../test/ledger.ts";
import type { DeploymentInterval } from "../history/deployment-interval.ts";

const PROMPTS = ["p", "q"] as const;
const ENVIRONMENTS = ["production", "staging"] as const;
const HOUR = 3_600_000;

async function twoPrompts(): Promise<Bench> {
  const made = bench();
  for (const id of PROMPTS) {
    await made.jane.prompts.create({ id, name: id, slug: `slug-${id}` });
    for (const text of ["one", "two", "three"]) await made.jane.versions.create({ id }, saying(text));
    await made.jane.versions.commit({ id });
  }
  return made;
}

describe("what was live", () => {
  test("has from, to, by whom, why, what ended it and for how long", async () => {
    const { jane, as, clock } = await twoPrompts();
    const anna = as("u-1", { firstName: "Anna", lastName: "Lind" });
    const p = { id: "p" };
    await anna.deployments.deploy(p, { version: 1 }, { reason: "launch" });
    await clock.advance(HOUR);
    await jane.deployments.deploy(p, { version: 2 }, { reason: "better" });
    await clock.advance(HOUR);
    await jane.deployments.promote(p, { from: "production", to: "staging" });
    await jane.prompts.edit(p, { slug: "moved" });
    await anna.deployments.rollback(p, {}, { reason: "worse" });
    await clock.advance(HOUR);
    await jane.deployments.undeploy(p, { environment: "staging" });
    await jane.prompts.delete(p, { reason: "unused" });
    const who = {
      anna: { id: "u-1", kind: "host", name: "Anna Lind" },
      jane: { id: "jane", kind: "host", name: "jane" },
    };
    const found = await jane.deployments.history(p);
    expect(found).toMatchObject([
      {
        promptId: "p",
        slug: "slug-p",
        environment: "production",
        number: 1,
        from: BEGINNING,
        to: BEGINNING + HOUR,
        duration: HOUR,
        how: "deployed",
        by: who.anna,
        why: "launch",
        end: "replaced",
        endedBy: who.jane,
        endedWhy: "better",
        replacedBy: { number: 2 },
      },
      {
        number: 2,
        how: "deployed",
        by: who.jane,
        end: "replaced",
        endedBy: who.anna,
        replacedBy: { number: 1 },
      },
      {
        number: 2,
        environment: "staging",
        how: "promoted",
        end: "undeployed",
        replacedBy: null,
        slug: "slug-p",
      },
      {
        number: 1,
        slug: "moved",
        how: "rolled back",
        why: "worse",
        end: "deleted",
        endedBy: who.jane,
        endedWhy: "unused",
        duration: HOUR,
      },
    ]);
    expect(Object.keys(found[0] ?? {})).toEqual(Object.keys(found[3] ?? {}));
    expect(
      (await jane.deployments.history(p, { environment: "staging" })).map(({ number }) => number),
    ).toEqual([2]);
  });

  test("can be asked of a range: a date is its whole day", async () => {
    const { jane, clock } = await twoPrompts();
    const p = { id: "p" };
    for (const version of [1, 2, 3]) {
      await jane.deployments.deploy(p, { version });
      await clock.advance(24 * HOUR);
    }
    const numbers = async (options: object) =>
      (await jane.deployments.history(p, options)).map(({ number }) => number);
    expect(await numbers({ from: "2026-01-02", to: "2026-01-02" })).toEqual([2]);
    expect(await numbers({ to: "2026-01-01" })).toEqual([1]);
    expect(await numbers({ from: "2026-01-03" })).toEqual([3]);
    expect(await numbers({ from: BEGINNING + 24 * HOUR })).toEqual([2, 3]);
    expect(await numbers({ from: BEGINNING + 24 * HOUR - 1 })).toEqual([1, 2, 3]);
    expect(await numbers({ to: BEGINNING - 1 })).toEqual([]);
  });

  test("options are checked, and none is ignored", async () => {
    const { jane, as } = await twoPrompts();
    const fields = async (of: never, options: object) =>
      (await refusal(jane.deployments.history(of, options))).fields;
    expect(await fields("slug-p" as never, { from: "soon" })).toEqual(["from"]);
    expect(await fields("slug-p" as never, { to: {} })).toEqual(["to"]);
    expect(await fields("slug-p" as never, { from: 2, to: 1 })).toEqual(["from"]);
    expect(await fields("slug-p" as never, { at: 1 })).toEqual(["at"]);
    expect(await fields("slug-p" as never, { environment: "" })).toEqual(["environment"]);
    expect(await fields({ environment: "production" } as never, { environment: "staging" })).toEqual([
      "environment",
    ]);
    expect(await fields({ environment: 1 } as never, {})).toEqual(["environment.environment"]);
    expect(await refusal(jane.deployments.history("none"))).toMatchObject({ code: "prompt-not-found" });
    const user = as("bob", { kind: "user" });
    expect(await refusal(user.deployments.history({ environment: "production" }))).toMatchObject({
      code: "forbidden",
    });
    const deployed = await jane.deployments.deploy("slug-p", { version: 1 });
    // A deployment has an environment, yet names its prompt.
    expect(await jane.deployments.history(deployed)).toHaveLength(1);
  });
});

const step = record({
  what: constantFrom("deploy", "deploy", "rollback", "promote", "undeploy", "delete", "restore"),
  id: constantFrom(...PROMPTS),
  environment: constantFrom(...ENVIRONMENTS),
  version: integer({ min: 1, max: 3 }),
  pause: constantFrom(0, 1, HOUR),
});

test("after any writes, the intervals are those that a look at what is live after each write gives", async () => {
  const property = asyncProperty(array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
    const { jane, clock, as } = await twoPrompts();
    const now = { open: new Map<string, DeploymentInterval>(), closed: [] as DeploymentInterval[] };
    for (const [index, { what, id, environment, version, pause }] of steps.entries()) {
      await clock.advance(pause);
      const by = as(`actor-${index % 3}`);
      const other = environment === "production" ? "staging" : "production";
      const calls = {
        deploy: () => by.deployments.deploy({ id }, { version, environment }, { reason: `${index}` }),
        rollback: () => by.deployments.rollback({ id }, { environment }, { reason: `${index}` }),
        promote: () =>
          by.deployments.promote({ id }, { from: other, to: environment }, { reason: `${index}` }),
        undeploy: () => by.deployments.undeploy({ id }, { environment }, { reason: `${index}` }),
        delete: () => by.prompts.delete({ id }, { reason: `${index}` }),
        restore: () => by.prompts.restore({ id }, {}, { reason: `${index}` }),
      };
      const done = await calls[what]().catch(() => null);
      if (done?.receipt.changed !== true) continue;
      const { deployments } = await jane.prompts.get({ id }, { deleted: "any" });
      for (const name of ENVIRONMENTS) {
        const before = now.open.get(`${id} ${name}`);
        const pin = deployments[name];
        const isSame =
          before !== undefined && pin?.number === before.number && pin.revision === before.revision;
        // To deploy again what is live changes nothing, so that a write which changed this environment changed the pin.
        if (before === undefined ? pin === undefined : isSame) continue;
        const who = { id: `actor-${index % 3}`, kind: "host", name: `actor-${index % 3}` } as const;
        const shown = pin && (({ deployedAt: _at, deployedBy: _by, ...rest }) => rest)(pin);
        if (before !== undefined)
          now.closed.push({
            ...before,
            to: clock.now(),
            duration: clock.now() - before.from,
            end: shown !== undefined ? "replaced" : what === "delete" ? "deleted" : "undeployed",
            endedBy: who,
            endedWhy: `${index}`,
            replacedBy: shown ?? null,
          });
        now.open.delete(`${id} ${name}`);
        if (shown === undefined) continue;
        now.open.set(`${id} ${name}`, {
          promptId: id,
          slug: `slug-${id}`,
          environment: name,
          ...shown,
          from: clock.now(),
          to: null,
          duration: null,
          how: what === "rollback" ? "rolled back" : what === "promote" ? "promoted" : "deployed",
          by: who,
          why: `${index}`,
          end: null,
          endedBy: null,
          endedWhy: null,
          replacedBy: null,
        });
      }
    }
    const expected = [...now.closed, ...now.open.values()];
    const byPrompt = await Promise.all(PROMPTS.map((id) => jane.deployments.history({ id })));
    expect(sorted(byPrompt.flat())).toEqual(sorted(expected));
    for (const environment of ENVIRONMENTS) {
      const found = await jane.deployments.history({ environment });
      expect(sorted(found)).toEqual(sorted(expected.filter((one) => one.environment === environment)));
      expect(found.map(({ from }) => from)).toEqual(found.map(({ from }) => from).sort((a, b) => a - b));
      const [from, to] = [BEGINNING + 1, BEGINNING + HOUR];
      const inRange = found.filter(
        (one) => one.from <= to && (one.from >= from || one.to === null || one.to > from),
      );
      expect(await jane.deployments.history({ environment }, { from, to })).toEqual(inRange);
    }
  });
  await assert(property, { numRuns: 40 });
});

function sorted(intervals: readonly DeploymentInterval[]): readonly string[] {
  return intervals
    .map((one) => JSON.stringify(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))))
    .sort();
}
