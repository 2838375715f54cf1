import type { TwoApis } from "../two-apis.ts";
import { twoApis } from "../two-apis.ts";
import { LIBRARY_CALLS } from "./library-calls.ts";
import { ORKES_CALLS } from "./orkes-calls.ts";
import { RESPAN_CALLS } from "./respan-calls.ts";
import type { Choice, Walk } from "./walk.ts";
import type { Meet } from "./walk-counts.ts";
import { compareViews } from "./walk-views.ts";

const CALLS = [...RESPAN_CALLS, ...ORKES_CALLS, ...LIBRARY_CALLS];

/** How many choices one call may make. */
export const CHOICES_PER_CALL = 14;

/** Walks through calls on one ledger; after each the three views of what it was about must be the model's. */
export async function randomWalk(drawn: readonly (readonly number[])[], meet: Meet): Promise<void> {
  const apis = twoApis();
  await seedTenant(apis);
  const model = { prompts: new Map(), erased: new Set<string>() };
  const state = { apis, model, meet, counter: 0 };
  for (const choices of drawn) {
    const walk: Walk = Object.assign(state, { choice: choiceOf(choices) });
    const touched = await walk.choice.pick(CALLS)(walk);
    for (const prompt of new Set(touched))
      if (prompt !== undefined) await compareViews(apis, model, prompt, meet);
  }
}

async function seedTenant({ client }: TwoApis): Promise<void> {
  await client.send("POST", "/api/integrations/provider/ours", { type: "custom" });
  await client.send("POST", "/api/integrations/provider/ours/integration/m", {});
}

function choiceOf(drawn: readonly number[]): Choice {
  let index = 0;
  const roll = (sides: number): number => (drawn[index++] ?? 0) % sides;
  return {
    roll,
    pick: (from) => {
      const picked = from[roll(from.length)];
      if (picked === undefined) throw new Error("there is nothing to pick from");
      return picked;
    },
    chance: (percent) => roll(100) >= 100 - percent,
  };
}
