import type { Outcome } from "./operation.ts";

/** What a client knows of a prompt. It may be outdated. */
export interface KnownPrompt {
  readonly revision: number;
  readonly deleted: boolean;
  readonly numbers: readonly number[];
}

/** What a process knows of a tenant from the answers that it got. Choices are made from it, so that most of them make sense. */
export interface Knowledge {
  prompt(id: string): KnownPrompt;
  /** The highest position that was answered. */
  position(): number;
  learn(outcome: Outcome): void;
}

/** Knows nothing yet. */
export function newKnowledge(): Knowledge {
  const prompts = new Map<string, KnownPrompt>();
  let position = 0;
  const learnFrom = (answer: unknown): void => {
    if (typeof answer !== "object" || answer === null) return;
    const {
      id,
      revision,
      numbers,
      deleted = false,
    } = answer as { readonly id?: string } & Partial<KnownPrompt>;
    if (id !== undefined && revision !== undefined && numbers !== undefined)
      prompts.set(id, { revision, numbers, deleted });
    const { items, prompt } = answer as { readonly items?: readonly unknown[]; readonly prompt?: unknown };
    for (const item of items ?? []) learnFrom(item);
    if (prompt !== undefined) learnFrom(prompt);
  };
  return {
    prompt: (id) => prompts.get(id) ?? { revision: 0, numbers: [], deleted: false },
    position: () => position,
    learn(outcome) {
      if (outcome.status === "written") {
        position = Math.max(position, outcome.receipt.position);
        for (const answer of outcome.answers) learnFrom(answer);
      } else if (outcome.status === "read") learnFrom(outcome.answer);
    },
  };
}
