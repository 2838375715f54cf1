import { readBodyText } from "../body-text.ts";
import { done, json } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { promptOf, writeOptions } from "./call.ts";
import { deleteIfThere } from "./deletion.ts";
import { messageTemplate, tagsOf } from "./message-template.ts";
import { peopleOf } from "./people.ts";
import { promptText } from "./prompt-text.ts";
import { description, flag, queriedModels, queriedVersion } from "./query.ts";
import { Refusal } from "./refusal.ts";
import { saveTo } from "./saving.ts";

/**
 * `POST /api/prompts/{name}`: with `autoIncrement` the highest number + 1, else `version`, else 1, whose record is replaced as a whole
 * (rule X6). What stood there stays in the history.
 */
export const savePrompt: Endpoint = async (call) => {
  const { query } = call;
  const input = { description: description(query), integrations: queriedModels(query) ?? [] };
  const version = queriedVersion(query);
  const number = flag(query, "autoIncrement", false) ? "next" : (version ?? 1);
  const text = await templateOf(call);
  await saveTo(call, promptOf(call), { number, mode: "replace", input, text }, writeOptions(call));
  return done();
};

/** `PUT /api/prompts/{name}`: patches `version`, else the draft, else the highest version; 1 of a new prompt. */
export const updatePrompt: Endpoint = async (call) => {
  const { query } = call;
  const integrations = queriedModels(query);
  const input = { description: description(query), ...(integrations === undefined ? {} : { integrations }) };
  const number = queriedVersion(query) ?? "current";
  const text = await templateOf(call);
  await saveTo(call, promptOf(call), { number, mode: "patch", input, text }, writeOptions(call));
  return done();
};

/** `GET /api/prompts/{name}`: `version`, else the highest committed one; drafts are not there (rule X4). */
export const getPrompt: Endpoint = async (call) => {
  const { ledger } = call;
  const wanted = queriedVersion(call.query) ?? "latest";
  const { prompt, version } = await ledger.versions.getWithPrompt(promptOf(call), wanted);
  if (version.status === "draft") throw new Refusal(404, `Version ${version.number} is not saved yet.`);
  const people = await peopleOf(ledger, [version]);
  return json(200, messageTemplate(prompt.slug, tagsOf(prompt), version, people));
};

/** `GET /api/prompts`: the highest committed version of every prompt that the caller may read. */
export const listPrompts: Endpoint = async ({ ledger }) => {
  const latest = await ledger.versions.latestCommitted();
  const people = await peopleOf(
    ledger,
    latest.map(({ version }) => version),
  );
  return json(
    200,
    latest.map(({ prompt, version }) => messageTemplate(prompt.slug, tagsOf(prompt), version, people)),
  );
};

/** `DELETE /api/prompts/{name}`: all of it. One that is not there is no error for those who might delete anything. */
export const deletePrompt: Endpoint = async (call) => {
  const { ledger } = call;
  await deleteIfThere(call, () => ledger.prompts.delete(promptOf(call), writeOptions(call)));
  return done();
};

async function templateOf({ request }: Call): Promise<string> {
  const body = await readBodyText(request);
  if (body.status === "refused") throw new Refusal(400, `Bad request: ${body.reason}.`);
  if (body.text === "") throw new Refusal(400, "The body must be the prompt's text.");
  return promptText(body.text);
}
