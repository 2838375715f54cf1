import type { LedgerCommand } from "@promptledger/core";
import { describe, test } from "vitest";
import { upTo } from "../contract/sample.ts";
import type { RuleSetup } from "../rules/rule-setup.ts";
import { compareTenants } from "./compare-tenants.ts";

/** A batch that needs many documents, and the commands that prepare them. */
interface BatchCase {
  readonly title: string;
  readonly before: readonly (readonly LedgerCommand[])[];
  readonly batch: readonly LedgerCommand[];
}

const ref = (number = 1) => ({ id: `prompt-${number}` });
const create = (number = 1): LedgerCommand => ({
  type: "CreatePrompt",
  id: `prompt-${number}`,
  name: `Prompt ${number}`,
  slug: `slug-${number}`,
});
const save = (number: number, model: string, prompt = ref()): LedgerCommand => ({
  type: "SaveVersion",
  prompt,
  number,
  mode: "replace",
  input: { model },
});
const deploy = (version: number, prompt = ref(), environment = "production"): LedgerCommand => ({
  type: "DeployVersion",
  prompt,
  version,
  environment,
});
const rollBack = (prompt = ref(), environment = "production"): LedgerCommand => ({
  type: "RollBackDeployment",
  prompt,
  environment,
});
const promote = (from: string, to: string, prompt = ref()): LedgerCommand => ({
  type: "PromoteDeployment",
  prompt,
  from,
  to,
});
const remove = (number: number): LedgerCommand => ({ type: "DeleteVersion", prompt: ref(), number });
const numbered = (count: number, prompt = ref()): readonly LedgerCommand[] =>
  upTo(count).map((number) => save(number, `model-${number}`, prompt));

/** Twenty prompts with three versions each. The second is live in production, the first in staging. */
const TWENTY: readonly (readonly LedgerCommand[])[] = [
  upTo(20).map((number) => create(number)),
  upTo(20).flatMap((number) => numbered(3, ref(number))),
  upTo(20).flatMap((number) => [deploy(2, ref(number)), deploy(1, ref(number), "staging")]),
];

/** One prompt with five versions. Each was live and then overwritten, so only the history has what was live. */
const OVERWRITTEN: readonly (readonly LedgerCommand[])[] = [
  [create(), ...numbered(5), ...upTo(5).map((number) => deploy(number))],
  [...upTo(5).map((number) => save(number, `again-${number}`))],
];

const CASES: readonly BatchCase[] = [
  {
    title: "20 promotions of as many prompts",
    before: TWENTY,
    batch: upTo(20).map((number) => promote("staging", "qa", ref(number))),
  },
  {
    title: "20 promotions of one prompt, each from the environment that the one before deployed to",
    before: [[create(), ...numbered(2), deploy(1, ref(), "e-0"), save(1, "overwritten")]],
    batch: upTo(20).map((number) => promote(`e-${number - 1}`, `e-${number}`)),
  },
  {
    title: "20 promotions and the rollback of each",
    before: TWENTY,
    batch: upTo(20).flatMap((number) => [
      promote("staging", "production", ref(number)),
      rollBack(ref(number)),
    ]),
  },
  {
    title: "20 deployments and the rollback of each",
    before: TWENTY,
    batch: upTo(20).flatMap((number) => [
      deploy(3, ref(number), number % 2 === 0 ? "staging" : "production"),
      rollBack(ref(number), number % 2 === 0 ? "staging" : "production"),
    ]),
  },
  {
    title: "19 deletions of one prompt's 20 versions, from the highest on",
    before: [[create(), ...numbered(20)]],
    batch: upTo(19).map((number) => remove(21 - number)),
  },
  {
    title: "19 deletions of one prompt's 20 versions, from the lowest on, with a deployment after each",
    before: [[create(), ...numbered(20)], [{ type: "CreateVersion", prompt: ref(), input: {} }]],
    batch: upTo(19).flatMap((number) => [remove(number), deploy(20)]),
  },
  {
    title: "19 deletions of versions down to the last, which deletes the prompt",
    before: [[create(), ...numbered(19)]],
    batch: upTo(19).map((number) => ({ ...remove(20 - number), ifLastVersion: "delete" }) as const),
  },
  {
    title: "19 deletions of prompts with live versions, and the restoration of each under another slug",
    before: TWENTY,
    batch: upTo(19).flatMap((number): readonly LedgerCommand[] => [
      { type: "DeletePrompt", prompt: ref(number) },
      { type: "RestorePrompt", prompt: ref(number), slug: `restored-${number}` },
    ]),
  },
  {
    title: "rollbacks in a row to contents that only the history has",
    before: OVERWRITTEN,
    batch: upTo(4).map(() => rollBack()),
  },
  {
    title: "rollbacks in a row, with slots overwritten in between",
    before: OVERWRITTEN,
    batch: [4, 3, 2, 1].flatMap((number) => [save(number, `yet again-${number}`), rollBack()]),
  },
  {
    title: "deployments of slots that the batch overwrites, and rollbacks to each",
    before: OVERWRITTEN,
    batch: [
      ...upTo(5).flatMap((number) => [save(number, `third-${number}`), deploy(number)]),
      ...upTo(5).map((number) => save(number, `fourth-${number}`)),
      promote("production", "staging"),
      ...upTo(8).map(() => rollBack()),
      promote("production", "staging"),
      rollBack(ref(), "staging"),
    ],
  },
  {
    title: "20 slugs that move on in a circle",
    before: TWENTY,
    batch: [
      { type: "EditPrompt", prompt: ref(20), slug: "aside" },
      ...upTo(19).map((number): LedgerCommand => {
        const index = 20 - number;
        return { type: "EditPrompt", prompt: ref(index), slug: `slug-${index + 1}` };
      }),
      { type: "EditPrompt", prompt: ref(20), slug: "slug-1" },
    ],
  },
  {
    title: "20 copies of versions that the batch created or changed",
    before: TWENTY,
    batch: upTo(20).flatMap((number): readonly LedgerCommand[] => [
      save(number % 4 === 0 ? 4 : 2, `changed-${number}`, ref(number)),
      {
        type: "CreatePrompt",
        id: `copy-${number}`,
        name: `Copy ${number}`,
        from: { prompt: ref(number), version: number % 3 === 0 ? "latest" : 2 },
      },
      { type: "CreateVersion", prompt: ref(number), from: number % 2 === 0 ? "current" : 1, input: {} },
    ]),
  },
  {
    title: "commands with ifAbsent that find the prompt that has the slug at that time",
    before: [[create(1), create(2)]],
    batch: [
      { type: "EditPrompt", prompt: ref(1), slug: "moved" },
      { type: "CreatePrompt", id: "new-1", name: "New 1", slug: "moved", ifAbsent: true },
      { type: "CreatePrompt", id: "new-2", name: "New 2", slug: "slug-1", ifAbsent: true },
      { type: "DeletePrompt", prompt: ref(2) },
      { type: "CreatePrompt", id: "new-3", name: "New 3", slug: "slug-2", ifAbsent: true },
    ],
  },
];

/** The part of X14 about the outcome of a batch: it is that of its commands one by one, with at most three loads. */
export function batchRules(fresh: () => RuleSetup): void {
  describe("X14 a batch has the same outcome as its commands one by one, with three loads at most:", () => {
    for (const { title, before, batch } of CASES) {
      test(title, async () => {
        const { store, clock, tenant } = fresh();
        const comparison = compareTenants({ store, clock, tenants: [`${tenant}-whole`, `${tenant}-single`] });
        for (const commands of before) await comparison.apply(commands);
        await comparison.apply(batch);
        await comparison.same();
      });
    }
  });
}
