import { isLedgerError } from "@promptledger/core";
import { expect } from "vitest";
import { JANE } from "../respan-client.ts";
import { someNumber } from "./respan-calls.ts";
import type { WalkCall } from "./walk.ts";
import { somePrompt } from "./walk.ts";
import type { ModelContent } from "./walk-model.ts";
import { addDraft, commitDraft, draftOf, goLive, promptOf } from "./walk-model.ts";

/** The code that a call is refused with; null where it is not. */
async function codeOf(call: Promise<unknown>): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return error.code;
  }
}

const FIRST: ModelContent = { messages: [{ role: "user", content: "of the library" }] };

const createVersion: WalkCall = async (walk) => {
  const prompt = somePrompt(walk);
  if (prompt === undefined || !prompt.alive) return [];
  // Without a model Respan's view shows that of the first integration.
  const integrations = walk.choice.chance(50) ? ["ours:other"] : [];
  const last = [...prompt.slots.values()].at(-1);
  // What an Orkes version has may become a draft, with its syntax.
  const content = last !== undefined && walk.choice.chance(50) ? last.content : FIRST;
  const version = await walk.apis.acme.versions.create(prompt, { ...content, integrations });
  addDraft(prompt, { content, description: null, integrations }, JANE.id);
  walk.meet("X5");
  expect(version.number).toBe(prompt.highest);
  return [prompt];
};

const commit: WalkCall = async (walk) => {
  const prompt = somePrompt(walk);
  if (prompt === undefined || !prompt.alive) return [];
  const draft = draftOf(prompt);
  walk.meet("X8");
  expect(await codeOf(walk.apis.acme.versions.commit(prompt))).toBe(draft === undefined ? "no-draft" : null);
  commitDraft(prompt, JANE.id);
  return [prompt];
};

const deployElsewhere: WalkCall = async (walk) => {
  const prompt = somePrompt(walk);
  if (prompt === undefined || !prompt.alive) return [];
  const version = someNumber(walk, prompt);
  const slot = prompt.slots.get(version);
  const code = await codeOf(walk.apis.acme.deployments.deploy(prompt, { version, environment: "staging" }));
  expect(code).toBe(slot === undefined ? "version-not-found" : slot.committed ? null : "version-is-draft");
  if (code === null) goLive(prompt, "staging", version);
  return [prompt];
};

const undeploy: WalkCall = async (walk) => {
  const prompt = somePrompt(walk);
  if (prompt === undefined || !prompt.alive) return [];
  const environment = walk.choice.pick(["production", "staging"]);
  await walk.apis.acme.deployments.undeploy(prompt, { environment });
  prompt.live.delete(environment);
  return [prompt];
};

const restore: WalkCall = async (walk) => {
  const deleted = [...walk.model.prompts.values()].filter(({ alive }) => !alive);
  if (deleted.length === 0) return [];
  const prompt = walk.choice.pick(deleted);
  const taken = promptOf(walk.model, prompt.slug) !== undefined;
  walk.meet("X12");
  expect(await codeOf(walk.apis.acme.prompts.restore(prompt))).toBe(taken ? "slug-taken" : null);
  if (!taken) prompt.alive = true;
  return [prompt];
};

const erase: WalkCall = async (walk) => {
  await walk.apis.acme.actors.erase(JANE.id);
  walk.meet("X15");
  walk.model.erased.add(JANE.id);
  return [...walk.model.prompts.values()].slice(0, 1);
};

/** What a host does through the library. */
export const LIBRARY_CALLS: readonly WalkCall[] = [
  createVersion,
  commit,
  deployElsewhere,
  undeploy,
  restore,
  erase,
];
