import type { ModelPrompt, ModelTenant } from "./model-state.ts";
import type { Material } from "./plan.ts";
import type { RandomChoices } from "./random-choices.ts";
import { slugForm } from "./slug-form.ts";

/** What a command is chosen from: the state of the tenant, texts and contents, and random numbers. */
export interface Choice {
  readonly tenant: ModelTenant;
  readonly material: Material;
  readonly random: RandomChoices;
}

/** The integration that every tenant has. */
export const INTEGRATION = "openai";

/** The only model of that integration. */
export const MODEL = "gpt-4o";

/** The prompts that are not deleted. */
export function livingPrompts(tenant: ModelTenant): readonly ModelPrompt[] {
  return [...tenant.prompts.values()].filter((one) => one.alive);
}

/** Whether a prompt has the slug. */
export function isHeld({ slugs }: ModelTenant, slug: string): boolean {
  return (slugs.get(slugForm(slug))?.holder ?? null) !== null;
}
