// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { expect } from "vitest";
import { JANE } from "../respan-client.ts";
import { someNumber } from "./respan-calls.ts";
import type { Walk, WalkActor, WalkCall } from "./walk.ts";
import { head, may, orkes, someone, somePrompt } from "./walk.ts";
import type { ModelPrompt, Save } from "./walk-model.ts";
import {
  deletePrompt,
  draftOf,
  latestOf,
  newPrompt,
  numbersOf,
  promptOf,
  saveSlot,
  templateOf,
} from "./walk-model.ts";

const NAMES = ["alpha", "beta", "größe", "a b/c?", "grüße 🎉", "test"] as const;
const TEXTS = ["Hi", "Hi {{name}}", "Hi ${name}", "a", 'quoted "text"', "Hi {{name}} ${x}"] as const;

/** The name of a prompt that there is, or of the pool. */
function someName(walk: Walk): string {
  const prompt = walk.choice.chance(65) ? somePrompt(walk) : undefined;
  return prompt?.slug ?? walk.choice.pick(NAMES);
}

/** What saving to a name comes to. */
function statusOf(walk: Walk, actor: WalkActor, name: string): number {
  const prompt = promptOf(walk.model, name);
  if (prompt === undefined || may(actor, prompt)) return 200;
  if (prompt.slots.size === 0) walk.meet("X3");
  return 403;
}

/** Moves the model by a save; the prompt is created if there is none. Answers whether anything was to change. */
async function saved(walk: Walk, actor: WalkActor, name: string, save: Save): Promise<boolean> {
  const { model, apis } = walk;
  let prompt = promptOf(model, name);
  const isNew = prompt === undefined;
  if (prompt === undefined) {
    walk.meet("X1");
    const { id } = await apis.acme.prompts.get(name);
    prompt = newPrompt(id, name, name, actor.id);
    model.prompts.set(id, prompt);
  }
  const before = new Map(prompt.slots);
  const number = saveSlot(prompt, save, actor.id);
  const changed =
    before.size !== prompt.slots.size || [...prompt.slots].some(([one, slot]) => before.get(one) !== slot);
  if (save.number === "next" || (save.number === "current" && draftWas(before))) walk.meet("X5");
  if (before.has(number)) walk.meet("X6");
  if (prompt.live.get("production")?.number === number && changed) walk.meet("X13");
  return isNew || changed;
}

function draftWas(slots: ReadonlyMap<number, { readonly committed: boolean }>): boolean {
  return [...slots.values()].some(({ committed }) => !committed);
}

function textOf(walk: Walk, name: string): string {
  const { choice, model } = walk;
  const slot = promptOf(model, name)?.slots;
  const last = slot === undefined ? undefined : [...slot.values()].at(-1);
  return last !== undefined && choice.chance(30) ? templateOf(last.content) : choice.pick(TEXTS);
}

function pathOf(name: string, query = ""): string {
  return `/${encodeURIComponent(name)}${query}`;
}

const post: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const name = someName(walk);
  // An empty body is refused, so an empty template is sent in quotes.
  const text = textOf(walk, name);
  const description = choice.pick(["d", "e", ""]);
  const integrations =
    actor.kind === "admin" && choice.chance(30) ? ["ours:m", "ours:tiny:7b"].slice(choice.roll(2)) : [];
  const kind = choice.roll(3);
  const version = 1 + choice.roll(6);
  const number = kind === 0 ? 1 : kind === 1 ? version : "next";
  const how = kind === 0 ? "" : kind === 1 ? `&version=${version}` : "&autoIncrement=true&version=3";
  const models = integrations.map((model) => `&models=${encodeURIComponent(model)}`).join("");
  if (name === "test") {
    meet("X1");
    await orkes(walk, actor, "POST", "/test?description=d", text, 400);
    return [];
  }
  const status = statusOf(walk, actor, name);
  const before = await head(walk);
  const query = `?description=${description}${how}${models}`;
  await orkes(walk, actor, "POST", pathOf(name, query), JSON.stringify(text), status);
  if (status !== 200) return [promptOf(walk.model, name)];
  const changed = await saved(walk, actor, name, {
    number,
    mode: "replace",
    text,
    description,
    integrations,
  });
  expect((await head(walk)) !== before).toBe(changed);
  return [promptOf(walk.model, name)];
};

const put: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const name = someName(walk);
  const text = textOf(walk, name);
  const description = choice.pick(["d", "e"]);
  const version = choice.chance(30) ? 1 + choice.roll(6) : undefined;
  const status = statusOf(walk, actor, name);
  const before = await head(walk);
  const query = `?description=${description}${version === undefined ? "" : `&version=${version}`}`;
  const prompt = promptOf(walk.model, name);
  const slot = prompt?.slots.get(version ?? numbersOf(prompt).at(-1) ?? 0);
  if (slot?.committed && templateOf(slot.content) === text) meet("X7");
  if (slot !== undefined && slot.content["templateSyntax"] !== "dollar") meet("X10");
  await orkes(walk, actor, "PUT", pathOf(name, query), JSON.stringify(text), status);
  if (status !== 200) return [prompt];
  const changed = await saved(walk, actor, name, {
    number: version ?? "current",
    mode: "patch",
    text,
    description,
  });
  expect((await head(walk)) !== before).toBe(changed);
  return [promptOf(walk.model, name)];
};

const bulk: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const fails = choice.chance(30);
  const names = [someName(walk), someName(walk)];
  const items = names.map((name) => ({
    name,
    template: choice.pick(TEXTS),
    temperature: choice.pick([0.2, 0.9]),
  }));
  const last = { name: choice.pick(NAMES), template: "x", integrations: ["none:m"] };
  meet("X14");
  // A caller who may not update the last one is passed over, also with an integration that is missing.
  const refused = fails ? items.concat(last as never) : items;
  const mine = statusesOf(
    walk,
    actor,
    refused.map(({ name }) => name),
  );
  const status = fails && mine.at(-1) === 200 ? 404 : 200;
  await orkes(walk, actor, "POST", "/", refused, status);
  for (const [index, { name, template, temperature }] of items.entries()) {
    if (mine[index] !== 200) continue;
    await saved(walk, actor, name, { number: 1, mode: "patch", text: template, fields: { temperature } });
  }
  return names.map((name) => promptOf(walk.model, name));
};

function statusesOf(walk: Walk, actor: WalkActor, names: readonly string[]): readonly number[] {
  return names.map((name) => statusOf(walk, actor, name));
}

const repeat: WalkCall = async (walk) => {
  const { apis, meet } = walk;
  const name = `repeated-${walk.counter++ % 3}`;
  const path = `/api/prompts/${name}?description=d&autoIncrement=true`;
  const send = (text: string) =>
    apis.client.send("POST", path, text, { headers: { "idempotency-key": `key-${walk.counter}` } });
  meet("X14");
  const [first, second, other] = [await send("once"), await send("once"), await send("other")];
  expect([first?.status, second?.status, other?.status]).toEqual([200, 200, 422]);
  const input = { description: "d", integrations: [] };
  await saved(walk, JANE as WalkActor, name, { number: "next", mode: "replace", text: "once", ...input });
  return [promptOf(walk.model, name)];
};

const tags: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const name = someName(walk);
  const prompt = promptOf(walk.model, name);
  const adds = choice.chance(65);
  const tag = { key: choice.pick(["team", "plain"]), value: choice.pick(["docs", ""]) };
  const status = prompt === undefined ? 404 : may(actor, prompt) ? 200 : 403;
  meet("X11");
  await orkes(walk, actor, adds ? "PUT" : "DELETE", `${pathOf(name)}/tags`, [tag], status);
  if (prompt === undefined || status !== 200) return [prompt];
  const id = `${tag.key}:${tag.value}`;
  if (adds) prompt.tags.set(id, { key: tag.key, value: tag.value || null });
  else prompt.tags.delete(id);
  return [prompt];
};

const deleteVersion: WalkCall = async (walk) => {
  const { meet } = walk;
  const actor = someone(walk);
  const prompt = somePrompt(walk);
  if (prompt === undefined || !prompt.alive) return [];
  const number = someNumber(walk, prompt);
  const live = [...prompt.live.values()].some((pin) => pin.number === number);
  meet("X12");
  const status = may(actor, prompt) ? (live ? 409 : 200) : 403;
  await orkes(walk, actor, "DELETE", `${pathOf(prompt.slug)}/versions/${number}`, undefined, status);
  if (status !== 200 || !prompt.slots.delete(number)) return [prompt];
  if (numbersOf(prompt).length === 0) deletePrompt(prompt);
  return [prompt];
};

const remove: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const name = someName(walk);
  if (!choice.chance(30)) return [];
  const prompt = promptOf(walk.model, name);
  meet("X12");
  const allowed = prompt === undefined ? actor.kind === "admin" : may(actor, prompt);
  await orkes(walk, actor, "DELETE", pathOf(name), undefined, allowed ? 200 : 403);
  if (allowed && prompt !== undefined) deletePrompt(prompt);
  return [prompt];
};

const associate: WalkCall = async (walk) => {
  const { apis, meet } = walk;
  const prompt = somePrompt(walk);
  if (prompt === undefined || !prompt.alive) return [];
  const number = latestOf(prompt);
  const path = `/api/integrations/provider/ours/integration/m/prompt/${encodeURIComponent(prompt.slug)}`;
  meet("X7");
  expect((await apis.client.send("POST", path)).status).toBe(number === undefined ? 404 : 200);
  const slot = prompt.slots.get(number ?? 0);
  if (number === undefined || slot === undefined || slot.integrations.includes("ours:m")) return [prompt];
  prompt.slots.set(number, { ...slot, integrations: [...slot.integrations, "ours:m"], updatedBy: JANE.id });
  return [prompt];
};

/** Reads by whom it may concern, and by others. */
const read: WalkCall = async (walk) => {
  const { choice, meet } = walk;
  const actor = someone(walk);
  const name = someName(walk);
  const prompt = promptOf(walk.model, name);
  const draft = prompt === undefined ? undefined : draftOf(prompt);
  const version = choice.chance(40) ? draft : undefined;
  if (version !== undefined) meet("X4");
  const missing = prompt === undefined || latestOf(prompt) === undefined || version !== undefined;
  const status = prompt !== undefined && !may(actor, prompt) ? 403 : missing ? 404 : 200;
  await orkes(
    walk,
    actor,
    "GET",
    pathOf(name, version === undefined ? "" : `?version=${version}`),
    undefined,
    status,
  );
  await list(walk, actor);
  return [];
};

async function list(walk: Walk, actor: WalkActor): Promise<void> {
  const seen = [...walk.model.prompts.values()].filter(
    (prompt: ModelPrompt) => prompt.alive && may(actor, prompt) && latestOf(prompt) !== undefined,
  );
  const listed = (await orkes(walk, actor, "GET", "", undefined, 200)) as { name: string; version: number }[];
  const shown = listed.map(({ name, version }) => `${name} ${version}`).toSorted();
  expect(shown).toEqual(seen.map((prompt) => `${prompt.slug} ${latestOf(prompt)}`).toSorted());
}

/** What clients of Orkes' API do. */
export const ORKES_CALLS: readonly WalkCall[] = [
  post,
  post,
  post,
  put,
  put,
  bulk,
  repeat,
  tags,
  deleteVersion,
  remove,
  associate,
  read,
];
