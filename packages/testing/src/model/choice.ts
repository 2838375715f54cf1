import type { Dice } from "./dice.ts";
import type { ModelPrompt, ModelTenant } from "./model-state.ts";
import type { Material } from "./plan.ts";

/** What a command is chosen from. */
export interface Choice {
  readonly tenant: ModelTenant;
  readonly material: Material;
  readonly dice: Dice;
}

/** The integration that every tenant has. */
export const INTEGRATION = "openai";

/** The one model of it that is known. */
export const MODEL = "gpt-4o";

/** The prompts that live. */
export function livingPrompts(tenant: ModelTenant): readonly ModelPrompt[] {
  return [...tenant.prompts.values()].filter((one) => one.alive);
}

/** Whether a living prompt has the slug. */
export function isHeld({ slugs }: ModelTenant, slug: string): boolean {
  return (slugs.get(slug)?.holder ?? null) !== null;
}
