import type { PromptRef, VersionInput, VersionRef } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { INTEGRATION, MODEL } from "./choice.ts";
import type { Dice } from "./dice.ts";
import type { ModelCommand } from "./model-command.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, latestOf, numbersOf } from "./model-state.ts";
import type { Action } from "./plan.ts";

const LAST_NUMBER = 2 ** 31 - 1;

/** A command to a version of a prompt, or one that leads there; null where the action is to none. */
export function chooseOnVersion(
  choice: Choice,
  action: Action,
  target: ModelPrompt,
  prompt: PromptRef,
): ModelCommand | null {
  const { dice } = choice;
  const numbers = numbersOf(target);
  const draft = draftOf(target);
  const first = firstVersion(choice, target, prompt);
  const committed = latestOf(target);
  switch (action) {
    case "versions.create":
      return first;
    case "versions.edit": {
      const number = dice.chance(30) ? dice.pick(numbers) : (draft ?? undefined);
      if (number === undefined) return first;
      const frozen = number !== draft;
      const changes = frozen ? { description: `noted ${dice.roll(3)}` } : chooseInput(choice);
      return { type: "EditVersion", prompt, number: spellNumber(dice, target, number), changes };
    }
    case "batch.editDraft":
      return draft === null ? first : { type: "EditVersion", prompt, changes: chooseInput(choice) };
    case "batch.associate": {
      const number = dice.pick(numbers);
      if (number === undefined) return first;
      const changes = dice.chance(30) ? { description: "associated" } : {};
      const associate = `${INTEGRATION}:${MODEL}`;
      return { type: "EditVersion", prompt, number: spellNumber(dice, target, number), changes, associate };
    }
    case "batch.syntax": {
      if (draft === null) return first;
      const messages = [{ role: "user", content: `Hi {{who}} and \${who} ${dice.roll(3)}` }];
      const changes = dice.chance(80) ? { messages } : chooseInput(choice);
      return { type: "EditVersion", prompt, changes, syntax: dice.of("mustache", "dollar") };
    }
    case "versions.commit":
    case "batch.createNextDraft":
    case "batch.ifNoneCommitted": {
      const isNone = committed === undefined || dice.chance(30);
      if (draft === null && !(action === "batch.ifNoneCommitted" && committed !== undefined)) return first;
      const message = dice.chance(50) ? { message: dice.of<string | null>("ready", null) } : {};
      const number = draft !== null && dice.chance(40) ? { number: draft } : {};
      const createNextDraft =
        action === "batch.createNextDraft" && target.highest < LAST_NUMBER ? { createNextDraft: true } : {};
      const only = action === "batch.ifNoneCommitted" && isNone ? { ifNoneCommitted: true } : {};
      return { type: "CommitVersion", prompt, ...number, ...message, ...createNextDraft, ...only };
    }
    case "batch.save": {
      const free =
        numbers.length === 0 ? dice.of(3, 1) : 1 + dice.roll(target.highest < 90 ? target.highest + 2 : 90);
      const number = dice.of<number | "next" | "current">("current", "next", free, numbers.at(-1) ?? 1);
      const mode = dice.of<"replace" | "patch">("replace", "patch");
      const save = number === "next" && numbers.at(-1) === LAST_NUMBER ? "current" : number;
      return { type: "SaveVersion", prompt, number: save, mode, input: chooseInput(choice) };
    }
    case "versions.delete": {
      const live = [...target.live.values()].map((one) => one.version.number);
      const number = dice.pick(numbers.filter((one) => !live.includes(one)));
      return number === undefined ? first : { type: "DeleteVersion", prompt, number };
    }
    case "batch.ifLastVersion": {
      const [number, ...others] = numbers;
      if (number === undefined) return first;
      const last = others.length > 0 && dice.chance(70) ? undefined : number;
      if (last === undefined || target.live.size > 0)
        return chooseOnVersion(choice, "versions.delete", target, prompt);
      return { type: "DeleteVersion", prompt, number, ifLastVersion: dice.chance(20) ? "keep" : "delete" };
    }
    default:
      return null;
  }
}

/** A new version; of a prompt whose numbers have ended, the star. */
export function firstVersion(choice: Choice, target: ModelPrompt, prompt: PromptRef): ModelCommand {
  const { dice } = choice;
  if (target.highest >= LAST_NUMBER) return { type: "EditPrompt", prompt, starred: !target.starred };
  const from = target.versions.size > 0 && dice.chance(25) ? { from: chooseVersion(dice, target) } : {};
  return { type: "CreateVersion", prompt, ...from, input: chooseInput(choice) };
}

/** A version that there is, by its number or by what it is. */
export function chooseVersion(dice: Dice, prompt: ModelPrompt): VersionRef {
  const words = latestOf(prompt) === undefined ? (["current"] as const) : (["current", "latest"] as const);
  return dice.pick([...words, ...numbersOf(prompt)]) ?? "current";
}

/** How a number may be referred to. */
function spellNumber(dice: Dice, prompt: ModelPrompt, number: number): VersionRef {
  const forms: VersionRef[] = [number];
  if (number === numbersOf(prompt).at(-1)) forms.push("current");
  if (number === latestOf(prompt)) forms.push("latest");
  return dice.pick(forms) ?? number;
}

/** A version's content and notes: given ones, some fields of them, or some cleared. */
function chooseInput({ material, dice }: Choice): VersionInput {
  const content = dice.pick(material.contents) ?? {};
  const fields = Object.entries(content);
  const kept = dice.chance(30) ? fields.slice(0, 1 + dice.roll(3)) : fields;
  const cleared = dice.chance(30) ? { [dice.of("model", "temperature", "messages", "stopWords")]: null } : {};
  const notes = dice.chance(25)
    ? dice.of<VersionInput>(
        { description: "about it" },
        { integrations: [`${INTEGRATION}:${MODEL}`] },
        { integrations: [`${INTEGRATION}:another`] },
        { description: null },
      )
    : {};
  return { ...Object.fromEntries(kept), ...cleared, ...notes } as VersionInput;
}
