// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.

import type { Walk, WalkCall } from "./walk.ts";
import { may, respan, someone, somePrompt, statusFor } from "./walk.ts";
import type { ModelContent, ModelPrompt } from "./walk-model.ts";
import {
  addDraft,
  commitAndOpen,
  deletePrompt,
  draftOf,
  goLive,
  newPrompt,
  numbersOf,
  promptOf,
  same,
} from "./walk-model.ts";

const NAMES = ["Alpha", "Beta!", "Größe", "🎉"] as const;

/** What a version has that Respan's API creates without these. */
const DEFAULTS: ModelContent = {
  temperature: 0.7,
  maxTokens: 4096,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  stream: false,
  variables: {},
  isEnforcingResponseFormat: false,
  templateSyntax: "jinja",
};

const MESSAGES: readonly (readonly ModelContent[])[] = [
  [{ role: "user", content: "Hi {{name}}" }],
  [{ role: "system", content: "Help" }],
  [
    { role: "system", content: "You are ${x}" },
    {
      role: "user",
      content: [
        { type: "text", text: "Hi {{name}}" },
        { type: "text", text: "{{other}}" },
      ],
    },
  ],
  [
    { role: "user", content: "a" },
    { role: "assistant", content: "" },
  ],
];

const createPrompt: WalkCall = async (walk) => {
  const { choice, model, meet } = walk;
  const actor = someone(walk);
  const used = [...model.prompts.keys()];
  const again = used.length > 0 && choice.chance(45);
  const id = again ? choice.pick(used) : `${String(walk.counter++).padStart(6, "0")}p`;
  const name = choice.pick(NAMES);
  const slug = choice.chance(25) ? choice.pick(["alpha", "beta", "a b/c?"]) : undefined;
  const taken = slug !== undefined && promptOf(model, slug) !== undefined;
  const status = again || taken ? 400 : 201;
  if (again) meet("X16");
  else meet("X1");
  await respan(
    walk,
    actor,
    "POST",
    "/",
    { name, prompt_id: id, ...(slug ? { prompt_slug: slug } : {}) },
    status,
  );
  if (status === 400) return [];
  const prompt = newPrompt(id, slug ?? freeSlug(walk, name, id), name, actor.id);
  model.prompts.set(id, prompt);
  return [prompt];
};

function freeSlug({ model }: Walk, name: string, id: string): string {
  const base = (name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join("-");
  const mark = id.slice(0, 6);
  const candidates =
    base === "" ? [`prompt-${mark}`, `prompt-${id}`] : [base, `${base}-${mark}`, `${base}-${id}`];
  return candidates.find((slug) => promptOf(model, slug) === undefined) ?? "";
}

const editPrompt: WalkCall = async (walk) => {
  const { choice, model, meet } = walk;
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined) return [];
  meet("X2");
  const body = choice.chance(50)
    ? { name: `Name ${walk.counter++}` }
    : { prompt_slug: choice.pick(["alpha", "beta", "moved", "a b/c?", "test"]) };
  const holder = "prompt_slug" in body ? promptOf(model, String(body.prompt_slug)) : undefined;
  const status = statusFor(actor, prompt, holder !== undefined && holder !== prompt ? 400 : 200);
  await respan(walk, actor, "PATCH", `/${prompt.id}/`, body, status);
  if (status === 200 && body.name !== undefined) prompt.name = body.name;
  if (status === 200 && body.prompt_slug !== undefined) prompt.slug = body.prompt_slug;
  return [prompt];
};

const createVersion: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined) return [];
  const deploy = choice.chance(25);
  const messages = choice.pick(MESSAGES);
  const model = `model-${choice.roll(3)}`;
  const status = statusFor(actor, prompt, 201);
  await respan(walk, actor, "POST", `/${prompt.id}/versions/`, { messages, model, deploy }, status);
  if (status !== 201) return [prompt];
  addDraft(
    prompt,
    { content: { ...DEFAULTS, messages, model }, description: "", integrations: [] },
    actor.id,
  );
  if (!deploy) return [prompt];
  meet("X14");
  deployDraft(prompt, actor.id);
  return [prompt];
};

/** Commits the draft, opens the next one, and makes what was committed live. */
function deployDraft(prompt: ModelPrompt, by: string): void {
  const number = draftOf(prompt) ?? 0;
  commitAndOpen(prompt, by);
  goLive(prompt, "production", number);
}

const updateVersion: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined) return [];
  const draft = choice.chance(50) ? draftOf(prompt) : undefined;
  const number = draft ?? someNumber(walk, prompt);
  const kind = choice.roll(4);
  const body: { readonly [name: string]: unknown } =
    kind === 0
      ? { messages: choice.pick(MESSAGES) }
      : kind === 1
        ? { temperature: choice.pick([0.1, 0.7, null]) }
        : kind === 2
          ? { description: `description ${choice.roll(3)}`, deploy: false }
          : { deploy: true };
  const slot = prompt.slots.get(number);
  if (slot === undefined) {
    await respan(
      walk,
      actor,
      "PATCH",
      `/${prompt.id}/versions/${number}/`,
      body,
      statusFor(actor, prompt, 404),
    );
    return [prompt];
  }
  const content = contentAfter(slot.content, body);
  const frozen = slot.committed && !same(content, slot.content);
  if (slot.committed && kind < 2) meet("X8");
  if (kind === 2) meet("X7");
  if (kind === 0 && slot.content["templateSyntax"] === "dollar") meet("X10");
  const status = statusFor(actor, prompt, frozen ? 400 : 200);
  await respan(walk, actor, "PATCH", `/${prompt.id}/versions/${number}/`, body, status);
  if (status !== 200) return [prompt];
  const description = body["description"] === undefined ? slot.description : String(body["description"]);
  if (!same(content, slot.content) || description !== slot.description)
    prompt.slots.set(number, { ...slot, content, description, updatedBy: actor.id });
  if (kind === 3 && slot.committed) goLive(prompt, "production", number);
  if (kind === 3 && !slot.committed) deployDraft(prompt, actor.id);
  return [prompt];
};

function contentAfter(content: ModelContent, { messages, temperature }: ModelContent): ModelContent {
  const after: Record<string, unknown> = { ...content };
  if (messages !== undefined) after["messages"] = messages;
  if (messages !== undefined && !same(messages, content["messages"])) after["templateSyntax"] = "jinja";
  if (temperature === null) delete after["temperature"];
  else if (temperature !== undefined) after["temperature"] = temperature;
  return after;
}

const commitVersion: WalkCall = async (walk) => {
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined) return [];
  const draft = draftOf(prompt);
  walk.meet("X8");
  const status = statusFor(actor, prompt, draft === undefined ? 400 : 201);
  await respan(walk, actor, "POST", `/${prompt.id}/commits/`, {}, status);
  if (status === 201) commitAndOpen(prompt, actor.id);
  return [prompt];
};

const deployVersion: WalkCall = async (walk) => {
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined) return [];
  const version = someNumber(walk, prompt);
  const slot = prompt.slots.get(version);
  const status = statusFor(actor, prompt, slot === undefined ? 404 : slot.committed ? 200 : 400);
  await respan(walk, actor, "POST", `/${prompt.id}/deployments/`, { version }, status);
  if (status === 200) goLive(prompt, "production", version);
  return [prompt];
};

const deleteVersion: WalkCall = async (walk) => {
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined) return [];
  const number = someNumber(walk, prompt);
  const live = [...prompt.live.values()].some((pin) => pin.number === number);
  walk.meet("X12");
  const status = statusFor(actor, prompt, !prompt.slots.has(number) ? 404 : live ? 400 : 204);
  await respan(walk, actor, "DELETE", `/${prompt.id}/versions/${number}/`, undefined, status);
  if (status === 204) prompt.slots.delete(number);
  return [prompt];
};

const removePrompt: WalkCall = async (walk) => {
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined || !walk.choice.chance(40)) return [];
  walk.meet("X12");
  const status = statusFor(actor, prompt, 204);
  await respan(walk, actor, "DELETE", `/${prompt.id}/`, undefined, status);
  if (status === 204 && may(actor, prompt)) deletePrompt(prompt);
  return [prompt];
};

/** One of its numbers, now and then one that it has not. */
export function someNumber({ choice }: Walk, prompt: ModelPrompt): number {
  const numbers = numbersOf(prompt);
  return numbers.length === 0 || choice.chance(8) ? 1 + choice.roll(12) : choice.pick(numbers);
}

/** What clients of Respan's API do. */
export const RESPAN_CALLS: readonly WalkCall[] = [
  createPrompt,
  createPrompt,
  editPrompt,
  createVersion,
  createVersion,
  updateVersion,
  updateVersion,
  commitVersion,
  deployVersion,
  deleteVersion,
  removePrompt,
];
