import type { Content } from "@promptledger/core";
import type { Arbitrary } from "fast-check";
import { array, constantFrom, nat, noBias, oneof, record, tuple } from "fast-check";
import { arbitraryContent } from "../generators/content.ts";
import { arbitraryName, arbitrarySlug } from "../generators/text.ts";

/** What a step tries: a call of the facade, or a command that a batch alone takes; it should be accepted. */
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

/** What a single command is sent by. */
export type Action = (typeof ACTIONS)[number];

/** The rejections that a command can meet. */
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

/** One step of a sequence, drawn before it is known what there will be to act on. */
export interface Step {
  readonly action: Action | "batch" | "repeat" | RejectionCode;
  readonly dice: readonly number[];
  /** 0 leaves the step out: what a failing case shrinks to. */
  readonly take: number;
}

/** The texts and contents that the commands of a sequence use: few, so that they meet again. */
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

// Most often what needs others before it.
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
  dice: array(nat(9_999), { minLength: 14, maxLength: 14 }),
  take: noBias(nat(9_999)),
});

// Any six fields: what is in them all is a matter of other properties, and folding it all the time takes long.
const fewFields: Arbitrary<Content> = tuple(arbitraryContent, nat(30)).map(([content, first]) => {
  const fields = Object.entries(content);
  const kept = [...fields, ...fields].slice(first % Math.max(1, fields.length)).slice(0, 6);
  return Object.fromEntries(kept);
});

/** What a sequence uses. */
export const arbitraryMaterial: Arbitrary<Material> = record({
  names: array(oneof(constantFrom("Support", "support!", "日本 語", "!!!"), arbitraryName), {
    minLength: 2,
    maxLength: 3,
  }),
  slugs: array(oneof(constantFrom("one", "two", "support"), arbitrarySlug), { minLength: 2, maxLength: 4 }),
  contents: array(fewFields, { minLength: 3, maxLength: 4 }),
});

/** Sequences of so many steps. */
export function arbitraryPlan(length: {
  readonly minLength: number;
  readonly maxLength: number;
}): Arbitrary<Plan> {
  return record({ material: arbitraryMaterial, steps: array(arbitraryStep, { ...length, size: "max" }) });
}
