import type { PromptRef } from "@promptledger/core";
import type { ModelPrompt } from "./model-state.ts";
import type { RandomChoices } from "./random-choices.ts";

/** A reference to a prompt in a random form; by slug only if the prompt is not deleted. */
export function refer(random: RandomChoices, prompt: Pick<ModelPrompt, "id" | "slug" | "alive">): PromptRef {
  if (prompt.alive && random.chance(30))
    return random.chance(30) ? prompt.slug.normalize("NFD") : prompt.slug;
  return referById(random, prompt.id);
}

/** A reference by id, in the form of a prompt, of a version, or of the id alone. */
function referById(random: RandomChoices, id: string): PromptRef {
  const prompt = { id, name: "as it was answered" };
  const version = { id: "pv_of_the_prompt", promptId: id };
  return random.oneOf<PromptRef>({ id }, prompt, version, { promptId: id });
}

/** The same reference in another form. */
export function referAgain(random: RandomChoices, prompt: PromptRef): PromptRef {
  return typeof prompt === "string" ? prompt : referById(random, idIn(prompt));
}

/** The id in a reference that is not a slug. */
export function idIn(prompt: Exclude<PromptRef, string>): string {
  return "promptId" in prompt ? prompt.promptId : prompt.id;
}
