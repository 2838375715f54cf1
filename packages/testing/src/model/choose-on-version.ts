import type { PromptRef, VersionInput, VersionRef } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { INTEGRATION, MODEL } from "./choice.ts";
import type { ModelCommand } from "./model-command.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, LAST_NUMBER, latestOf, numbersOf } from "./model-state.ts";
import type { Action } from "./plan.ts";
import type { RandomChoices } from "./random-choices.ts";

/** A command on a version of a prompt, or one that prepares it; null if the action is not about a version. */
export function chooseOnVersion(
  choice: Choice,
  action: Action,
  target: ModelPrompt,
  prompt: PromptRef,
): ModelCommand | null {
  const { random } = choice;
  const numbers = numbersOf(target);
  const draft = draftOf(target);
  const first = firstVersion(choice, target, prompt);
  const committed = latestOf(target);
  switch (action) {
    case "versions.create":
      return first;
    case "versions.edit": {
      const number = random.chance(30) ? random.pick(numbers) : (draft ?? undefined);
      if (number === undefined) return first;
      const frozen = number !== draft;
      const changes = frozen ? { description: `noted ${random.below(3)}` } : chooseInput(choice);
      return { type: "EditVersion", prompt, number: referToNumber(random, target, number), changes };
    }
    case "batch.editDraft":
      return draft === null ? first : { type: "EditVersion", prompt, changes: chooseInput(choice) };
    case "batch.associate": {
      const number = random.pick(numbers);
      if (number === undefined) return first;
      const changes = random.chance(30) ? { description: "associated" } : {};
      const associate = `${INTEGRATION}:${MODEL}`;
      return {
        type: "EditVersion",
        prompt,
        number: referToNumber(random, target, number),
        changes,
        associate,
      };
    }
    case "batch.syntax": {
      if (draft === null) return first;
      const messages = [{ role: "user", content: `Hi {{who}} and \${who} ${random.below(3)}` }];
      const changes = random.chance(80) ? { messages } : chooseInput(choice);
      return { type: "EditVersion", prompt, changes, syntax: random.oneOf("mustache", "dollar", "jinja") };
    }
    case "versions.commit":
    case "batch.createNextDraft":
    case "batch.ifNoneCommitted": {
      const isNone = committed === undefined || random.chance(30);
      if (draft === null && !(action === "batch.ifNoneCommitted" && committed !== undefined)) return first;
      const message = random.chance(50) ? { message: random.oneOf<string | null>("ready", null) } : {};
      const number = draft !== null && random.chance(40) ? { number: draft } : {};
      const createNextDraft =
        action === "batch.createNextDraft" && target.highest < LAST_NUMBER ? { createNextDraft: true } : {};
      const only = action === "batch.ifNoneCommitted" && isNone ? { ifNoneCommitted: true } : {};
      return { type: "CommitVersion", prompt, ...number, ...message, ...createNextDraft, ...only };
    }
    case "batch.save": {
      const free =
        numbers.length === 0
          ? random.oneOf(3, 1)
          : 1 + random.below(target.highest < 90 ? target.highest + 2 : 90);
      const number = random.oneOf<number | "next" | "current">("current", "next", free, numbers.at(-1) ?? 1);
      const mode = random.oneOf<"replace" | "patch">("replace", "patch");
      const save = number === "next" && numbers.at(-1) === LAST_NUMBER ? "current" : number;
      return { type: "SaveVersion", prompt, number: save, mode, input: chooseInput(choice) };
    }
    case "versions.delete": {
      const live = [...target.live.values()].map((one) => one.version.number);
      const number = random.pick(numbers.filter((one) => !live.includes(one)));
      return number === undefined ? first : { type: "DeleteVersion", prompt, number };
    }
    case "batch.ifLastVersion": {
      const [number, ...others] = numbers;
      if (number === undefined) return first;
      const last = others.length > 0 && random.chance(70) ? undefined : number;
      if (last === undefined || target.live.size > 0)
        return chooseOnVersion(choice, "versions.delete", target, prompt);
      return { type: "DeleteVersion", prompt, number, ifLastVersion: random.chance(20) ? "keep" : "delete" };
    }
    default:
      return null;
  }
}

/** A command that creates a version; if no number is left, one that stars the prompt. */
export function firstVersion(choice: Choice, target: ModelPrompt, prompt: PromptRef): ModelCommand {
  const { random } = choice;
  if (target.highest >= LAST_NUMBER) return { type: "EditPrompt", prompt, starred: !target.starred };
  const from = target.versions.size > 0 && random.chance(25) ? { from: chooseVersion(random, target) } : {};
  return { type: "CreateVersion", prompt, ...from, input: chooseInput(choice) };
}

/** A reference to an existing version, by number or by word. */
export function chooseVersion(random: RandomChoices, prompt: ModelPrompt): VersionRef {
  const words = latestOf(prompt) === undefined ? (["current"] as const) : (["current", "latest"] as const);
  return random.pick([...words, ...numbersOf(prompt)]) ?? "current";
}

/** A reference to a number: the number itself or a word for it. */
function referToNumber(random: RandomChoices, prompt: ModelPrompt, number: number): VersionRef {
  const forms: VersionRef[] = [number];
  if (number === numbersOf(prompt).at(-1)) forms.push("current");
  if (number === latestOf(prompt)) forms.push("latest");
  return random.pick(forms) ?? number;
}

/** The input of a version: all or some fields of a content, with some cleared and some notes added. */
function chooseInput({ material, random }: Choice): VersionInput {
  const content = random.pick(material.contents) ?? {};
  const fields = Object.entries(content);
  const kept = random.chance(30) ? fields.slice(0, 1 + random.below(3)) : fields;
  const cleared = random.chance(30)
    ? { [random.oneOf("model", "temperature", "messages", "stopWords")]: null }
    : {};
  const notes = random.chance(25)
    ? random.oneOf<VersionInput>(
        { description: "about it" },
        { integrations: [`${INTEGRATION}:${MODEL}`] },
        { integrations: [`${INTEGRATION}:another`] },
        { description: null },
      )
    : {};
  return { ...Object.fromEntries(kept), ...cleared, ...notes } as VersionInput;
}
