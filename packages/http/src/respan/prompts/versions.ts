import type { Deployment, Version } from "@promptledger/core";
import { isWithheld, MAXIMUM_NUMBER } from "@promptledger/core";
import { jsonBody } from "../../api/body/json-body.ts";
import { notFound } from "../../api/errors/http-error.ts";
import { templateWarnings } from "../../api/template-warnings.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { answer, etagOf, noContent, numberOf, promptOf, writeOptions } from "../wire/call.ts";
import { momentOf, pageAnswer, pageOf, VERSION_PAGES } from "../wire/list-page.ts";
import { showVersions } from "../wire/version-object.ts";
import { commitBody, deploymentBody } from "./prompt-body.ts";
import { versionChanges, versionCreation } from "./version-body.ts";

/**
 * `POST /api/prompts/{prompt_id}/versions/`: creates the next draft and commits the one before it. `deploy` commits the new one too and makes
 * it live.
 */
export const create: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { input, deploy } = await jsonBody(call, versionCreation);
  const options = writeOptions(call);
  if (!deploy) return versionAnswer(call, 201, await call.ledger.versions.create(prompt, input, options));
  const creation = { type: "CreateVersion", prompt, input } as const;
  const commit = { type: "CommitVersion", prompt, createNextDraft: true } as const;
  const deployment = { type: "DeployVersion", prompt, version: "latest" } as const;
  const { answers } = await call.ledger.batch([creation, commit, deployment], options);
  return versionAnswer(call, 201, answers[2]);
};

/** `GET /api/prompts/{prompt_id}/versions/`: newest first. */
export const list: Endpoint = async (call) => {
  const page = pageOf(call.url, VERSION_PAGES);
  const found = await call.ledger.versions.list(promptOf(call), { page, ...momentOf(call.url) });
  const show = await showVersions(call, found.items);
  return pageAnswer(call.url, page, found, show, etagOf(found.prompt.revision));
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
  // Respan renders Jinja, so messages that its clients write are Jinja, also where they were `${name}` before (rule X10).
  const edit = { type: "EditVersion", prompt, number, changes: input, syntax: "jinja" } as const;
  if (!deploy) return versionAnswer(call, 200, (await call.ledger.batch([edit], options)).answers[0]);
  // Does nothing if the version is already committed.
  const commit = { type: "CommitVersion", prompt, number, createNextDraft: true } as const;
  const deployment = { type: "DeployVersion", prompt, version: number } as const;
  const { answers } = await call.ledger.batch([edit, commit, deployment], options);
  return versionAnswer(call, 200, answers[2]);
};

/** `DELETE /api/prompts/{prompt_id}/versions/{version}/`: deletes a version that is live nowhere. */
export const remove: Endpoint = async (call) => {
  const prompt = await call.ledger.versions.delete(promptOf(call), numberOf(call), writeOptions(call));
  return noContent(isWithheld(prompt) ? {} : etagOf(prompt.revision));
};

/** `POST /api/prompts/{prompt_id}/commits/`: freezes the draft and opens the next one with the same content, in one append. */
export const commit: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { description: message = null } = await jsonBody(call, commitBody);
  const changes = message === null ? {} : { description: message };
  const edit = { type: "EditVersion", prompt, changes } as const;
  const commit = { type: "CommitVersion", prompt, message, createNextDraft: true } as const;
  const { answers } = await call.ledger.batch([edit, commit], writeOptions(call));
  return versionAnswer(call, 201, answers[1]);
};

/** `POST /api/prompts/{prompt_id}/deployments/`: makes a committed version live in place of the one before it. */
export const deploy: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { version } = await jsonBody(call, deploymentBody);
  const options = writeOptions(call);
  if (version < 1 || version > MAXIMUM_NUMBER) throw notFound(`The prompt has no version ${version}.`);
  const deployment = await call.ledger.deployments.deploy(prompt, { version }, options);
  return versionAnswer(call, 200, deployment);
};

/** The version as it was written or put live, with a warning if its template cannot be rendered. To somebody who may not read it, its ids and its number. */
async function versionAnswer(call: Call, status: number, written: Version | Deployment): Promise<Response> {
  if (isWithheld(written)) {
    const { id, promptId, number } = written;
    const names = { id, prompt_version_id: id, parent_prompt: promptId, version: number };
    return Response.json(names, { status });
  }
  const version = "version" in written ? written.version : written;
  const show = await showVersions(call, [version]);
  const warnings = call.request.method === "GET" ? {} : templateWarnings(call.ledger, version);
  return answer(status, show(version), written.promptRevision, warnings);
}
