import type { PromptRef } from "@promptledger/core";
import type { Dice } from "./dice.ts";
import type { ModelPrompt } from "./model-state.ts";

/** A reference to a prompt, in one of the forms that there are; by its slug only while it lives. */
export function refer(dice: Dice, prompt: Pick<ModelPrompt, "id" | "slug" | "alive">): PromptRef {
  if (prompt.alive && dice.chance(30)) return prompt.slug;
  return referById(dice, prompt.id);
}

/** A reference by the id: by itself, or as a prompt or a version has it. */
function referById(dice: Dice, id: string): PromptRef {
  const prompt = { id, name: "as it was answered" };
  const version = { id: "pv_of_the_prompt", promptId: id };
  return dice.of<PromptRef>({ id }, prompt, version, { promptId: id });
}

/** The same reference in another form. */
export function referAgain(dice: Dice, prompt: PromptRef): PromptRef {
  return typeof prompt === "string" ? prompt : referById(dice, idIn(prompt));
}

/** The id in a reference that is no slug. */
export function idIn(prompt: Exclude<PromptRef, string>): string {
  return "promptId" in prompt ? prompt.promptId : prompt.id;
}
