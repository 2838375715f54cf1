import type { Content } from "@promptledger/core";
import type { Arbitrary } from "fast-check";
import { array, constantFrom, nat, noBias, oneof, record, tuple } from "fast-check";
import { arbitraryContent } from "../generators/content.ts";
import { arbitraryName, arbitrarySlug } from "../generators/text.ts";

/** What a step tries: a call of the facade, or a command that only a batch takes. It should be accepted. */
export const ACTIONS = [
  "prompts.create",
  "prompts.duplicate",
  "prompts.edit",
  "prompts.tag",
  "prompts.untag",
  "prompts.star",
  "prompts.delete",
  "prompts.restore",
  "versions.create",
  "versions.edit",
  "versions.commit",
  "versions.delete",
  "deployments.deploy",
  "deployments.rollback",
  "deployments.promote",
  "deployments.undeploy",
  "access.grant",
  "access.revoke",
  "batch.ifAbsent",
  "batch.editDraft",
  "batch.associate",
  "batch.syntax",
  "batch.createNextDraft",
  "batch.ifNoneCommitted",
  "batch.save",
  "batch.ifLastVersion",
] as const;

/** How a single command is sent. */
export type Action = (typeof ACTIONS)[number];

/** The rejections that a step can provoke. */
export const REJECTIONS = [
  "id-taken",
  "slug-taken",
  "prompt-not-found",
  "prompt-deleted",
  "version-not-found",
  "version-committed",
  "version-is-draft",
  "version-live",
  "no-draft",
  "not-deployed",
  "nothing-to-roll-back",
  "revision-mismatch",
  "command-id-reused",
  "time-in-future",
  "time-goes-back",
  "numbers-exhausted",
  "invalid-input",
  "forbidden",
] as const;

/** The code of a rejection. */
export type RejectionCode = (typeof REJECTIONS)[number];

/** One step of a sequence. It is generated before it is known what there is to act on. */
export interface Step {
  readonly action: Action | "batch" | "repeat" | RejectionCode;
  /** Random numbers for every choice that the step makes. */
  readonly numbers: readonly number[];
  /** 0 skips the step, so that a failing case can shrink. */
  readonly take: number;
}

/** The texts and contents that the commands of a sequence use. They are few, so that commands collide. */
export interface Material {
  readonly names: readonly string[];
  readonly slugs: readonly string[];
  readonly contents: readonly Content[];
}

/** A whole sequence. */
export interface Plan {
  readonly material: Material;
  readonly steps: readonly Step[];
}

// Actions that need others before them come up more often.
const ordinary: Arbitrary<Step["action"]> = oneof(
  { weight: 3, arbitrary: constantFrom<Step["action"]>(...ACTIONS) },
  {
    weight: 4,
    arbitrary: constantFrom<Step["action"]>(
      "versions.create",
      "versions.commit",
      "versions.edit",
      "batch.save",
      "batch.save",
      "deployments.deploy",
      "deployments.deploy",
      "deployments.deploy",
      "deployments.rollback",
      "deployments.rollback",
      "deployments.rollback",
      "deployments.promote",
      "prompts.restore",
      "prompts.untag",
      "batch",
      "batch",
      "repeat",
    ),
  },
);

/** One step. */
export const arbitraryStep: Arbitrary<Step> = record({
  action: oneof(
    { weight: 8, arbitrary: ordinary },
    { weight: 1, arbitrary: constantFrom<Step["action"]>(...REJECTIONS) },
  ),
  numbers: array(nat(9_999), { minLength: 14, maxLength: 14 }),
  take: noBias(nat(9_999)),
});

// Six fields at most: other properties cover the rest, and large contents make each run slow.
const fewFields: Arbitrary<Content> = tuple(arbitraryContent, nat(30)).map(([content, first]) => {
  const fields = Object.entries(content);
  const kept = [...fields, ...fields].slice(first % Math.max(1, fields.length)).slice(0, 6);
  return Object.fromEntries(kept);
});

/** The material of a sequence. */
export const arbitraryMaterial: Arbitrary<Material> = record({
  names: array(oneof(constantFrom("Support", "support!", "日本 語", "!!!"), arbitraryName), {
    minLength: 2,
    maxLength: 3,
  }),
  slugs: array(oneof(constantFrom("one", "two", "support"), arbitrarySlug), { minLength: 2, maxLength: 4 }),
  contents: array(fewFields, { minLength: 3, maxLength: 4 }),
});

/** A sequence with this many steps. */
export function arbitraryPlan(length: {
  readonly minLength: number;
  readonly maxLength: number;
}): Arbitrary<Plan> {
  return record({ material: arbitraryMaterial, steps: array(arbitraryStep, { ...length, size: "max" }) });
}
