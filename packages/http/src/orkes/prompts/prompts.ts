import { bodyText } from "../../api/body/body-text.ts";
import { HttpError, notFound } from "../../api/errors/http-error.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { promptOf, saving, writeOptions, writing } from "../wire/call.ts";
import { oneAnswer } from "../wire/people.ts";
import { description, flag, queriedModels, queriedVersion } from "../wire/query.ts";
import { deleteIfPresent } from "./delete-if-present.ts";
import { latestList } from "./latest-list.ts";
import { messageTemplate } from "./message-template.ts";
import { promptText } from "./prompt-text.ts";
import { saveVersion } from "./save-version.ts";

/**
 * `POST /api/prompts/{name}`: with `autoIncrement` saves to the highest number + 1, else to `version`, else to 1. Replaces the whole record
 * (rule X6); what stood there stays in the history.
 */
export const save: Endpoint = saving(async (call) => {
  const { url } = call;
  const input = { description: description(url), integrations: queriedModels(url) ?? [] };
  const version = queriedVersion(url);
  const number = flag(url, "autoIncrement", false) ? "next" : (version ?? 1);
  const text = await templateOf(call);
  return saveVersion(call, promptOf(call), { number, mode: "replace", input, text });
});

/** `PUT /api/prompts/{name}`: patches `version`, else the draft, else the highest version; a new prompt's is 1. */
export const update: Endpoint = saving(async (call) => {
  const { url } = call;
  const integrations = queriedModels(url);
  const input = { description: description(url), ...(integrations === undefined ? {} : { integrations }) };
  const number = queriedVersion(url) ?? "current";
  const text = await templateOf(call);
  return saveVersion(call, promptOf(call), { number, mode: "patch", input, text });
});

/** `GET /api/prompts/{name}`: `version`, else the highest committed one. Drafts are not found (rule X4). */
export const get: Endpoint = async (call) => {
  const wanted = queriedVersion(call.url) ?? "latest";
  const found = await call.ledger.versions.getWithPrompt(promptOf(call), wanted);
  const { status, number } = found.version;
  if (status === "draft") throw notFound(`Version ${number} is not saved yet.`);
  return oneAnswer(call.ledger, messageTemplate(call.ledger, found));
};

/** `GET /api/prompts`: the highest committed version of every prompt that the caller may read. */
export const list: Endpoint = (call) => latestList(call, (found) => messageTemplate(call.ledger, found));

/** `DELETE /api/prompts/{name}`: the whole prompt. A missing one is no error for callers who may delete anything. */
export const remove: Endpoint = writing((call) =>
  deleteIfPresent(call, () => call.ledger.prompts.delete(promptOf(call), writeOptions(call))),
);

async function templateOf(call: Call): Promise<string> {
  const body = await bodyText(call);
  if (body === "") throw new HttpError(400, "The body must be the prompt's text.");
  return promptText(body, call.settings.bodyEscapes);
}
