import type { Version, VersionInput } from "@promptledger/core";
import { MAXIMUM_NUMBER } from "@promptledger/core";
import { notFound } from "../../api/http-error.ts";
import { jsonBody } from "../../api/json-body.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { answer, noContent, numberOf, promptOf, writeOptions } from "../wire/call.ts";
import { editorsOf } from "../wire/editors.ts";
import { pageObject, pageOf, VERSION_PAGES } from "../wire/list-page.ts";
import { commitBody, deploymentBody } from "./prompt-body.ts";
import { versionChanges, versionCreation } from "./version-body.ts";
import { versionObject } from "./version-object.ts";

/** `POST /api/prompts/{prompt_id}/versions/`: creates the next draft and commits the one before it. `deploy` commits the new one too and makes it live. */
export const create: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { input, deploy } = await jsonBody(call, versionCreation);
  const options = writeOptions(call);
  if (!deploy) return versionAnswer(call, 201, await call.ledger.versions.create(prompt, input, options));
  const { answers } = await call.ledger.batch(
    [
      { type: "CreateVersion", prompt, input },
      { type: "CommitVersion", prompt, createNextDraft: true },
      { type: "DeployVersion", prompt, version: "latest" },
    ],
    options,
  );
  return versionAnswer(call, 201, answers[2].version);
};

/** `GET /api/prompts/{prompt_id}/versions/`: newest first. */
export const list: Endpoint = async (call) => {
  const { ledger, url, settings } = call;
  const page = pageOf(url, VERSION_PAGES);
  const found = await ledger.versions.list(promptOf(call), { page });
  const editors = await editorsOf(ledger, found.items);
  const body = pageObject(url, page, found, (version) =>
    versionObject(version, settings.environment, editors),
  );
  return answer(200, body, found.prompt.revision);
};

/** `GET /api/prompts/{prompt_id}/versions/{version}/`. */
export const get: Endpoint = async (call) =>
  versionAnswer(call, 200, await call.ledger.versions.get(promptOf(call), numberOf(call)));

/** `PATCH /api/prompts/{prompt_id}/versions/{version}/`: changes a draft's content. `deploy` commits a draft and makes the version live. */
export const update: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const number = numberOf(call);
  const { input, deploy } = await jsonBody(call, versionChanges);
  const options = writeOptions(call);
  // Respan's clients write `{{name}}` in messages, even in a version that had `${name}` before (rule X10).
  const edit = { type: "EditVersion", prompt, number, changes: input, syntax: "mustache" } as const;
  if (!deploy) return versionAnswer(call, 200, (await call.ledger.batch([edit], options)).answers[0]);
  const { answers } = await call.ledger.batch(
    [
      edit,
      // Does nothing if the version is already committed.
      { type: "CommitVersion", prompt, number, createNextDraft: true },
      { type: "DeployVersion", prompt, version: number },
    ],
    options,
  );
  return versionAnswer(call, 200, answers[2].version);
};

/** `DELETE /api/prompts/{prompt_id}/versions/{version}/`: deletes a version that is live nowhere. */
export const remove: Endpoint = async (call) => {
  await call.ledger.versions.delete(promptOf(call), numberOf(call), writeOptions(call));
  return noContent();
};

/** `POST /api/prompts/{prompt_id}/commits/`: freezes the draft and opens the next one with the same content, in one append. */
export const commit: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { description } = await jsonBody(call, commitBody);
  const changes: VersionInput = typeof description === "string" ? { description } : {};
  const { answers } = await call.ledger.batch(
    [
      { type: "EditVersion", prompt, changes },
      { type: "CommitVersion", prompt, message: description ?? null, createNextDraft: true },
    ],
    writeOptions(call),
  );
  return versionAnswer(call, 201, answers[1]);
};

/** `POST /api/prompts/{prompt_id}/deployments/`: makes a committed version live in place of the one before it. */
export const deploy: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { version } = await jsonBody(call, deploymentBody);
  const options = writeOptions(call);
  if (version < 1 || version > MAXIMUM_NUMBER) throw notFound(`The prompt has no version ${version}.`);
  const deployment = await call.ledger.deployments.deploy(prompt, { version }, options);
  return versionAnswer(call, 200, deployment.version);
};

async function versionAnswer(
  { ledger, settings }: Call,
  status: number,
  version: Version,
): Promise<Response> {
  const editors = await editorsOf(ledger, [version]);
  return answer(status, versionObject(version, settings.environment, editors), version.promptRevision);
}
