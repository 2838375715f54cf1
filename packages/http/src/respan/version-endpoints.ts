import type { Version, VersionInput } from "@promptledger/core";
import { json, noContent } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { bodyOf, numberOf, promptOf, writeOptions } from "./call.ts";
import { editorsOf } from "./editors.ts";
import { pageObject, pageOf, VERSION_PAGES } from "./list-page.ts";
import { commitBody, deploymentBody } from "./prompt-body.ts";
import { notFound } from "./refusal.ts";
import { versionChanges, versionCreation } from "./version-body.ts";
import { versionObject } from "./version-object.ts";

/** `POST /api/prompts/{prompt_id}/versions/`: the next draft; the one before it is committed. `deploy` commits it and makes it live. */
export const createVersion: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { input, deploy } = await bodyOf(call, versionCreation);
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
export const listVersions: Endpoint = async (call) => {
  const { ledger, url, environment } = call;
  const page = pageOf(url, VERSION_PAGES);
  const found = await ledger.versions.list(promptOf(call), { page });
  const editors = await editorsOf(ledger, found.items);
  return json(
    200,
    pageObject(url, page, found, (version) => versionObject(version, environment, editors)),
    found.prompt.revision,
  );
};

/** `GET /api/prompts/{prompt_id}/versions/{version}/`. */
export const getVersion: Endpoint = async (call) =>
  versionAnswer(call, 200, await call.ledger.versions.get(promptOf(call), numberOf(call)));

/** `PATCH /api/prompts/{prompt_id}/versions/{version}/`: a draft's content; `deploy` commits a draft and makes the version live. */
export const updateVersion: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const number = numberOf(call);
  const { input, deploy } = await bodyOf(call, versionChanges);
  const options = writeOptions(call);
  // Messages of Respan's clients are written with `{{name}}`, also in a version that had `${name}` (rule X10).
  const edit = { type: "EditVersion", prompt, number, changes: input, syntax: "mustache" } as const;
  if (!deploy) return versionAnswer(call, 200, (await call.ledger.batch([edit], options)).answers[0]);
  const { answers } = await call.ledger.batch(
    [
      edit,
      // Nothing is left to do for a version that is committed already.
      { type: "CommitVersion", prompt, number, createNextDraft: true },
      { type: "DeployVersion", prompt, version: number },
    ],
    options,
  );
  return versionAnswer(call, 200, answers[2].version);
};

/** `DELETE /api/prompts/{prompt_id}/versions/{version}/`: one that is live nowhere. */
export const deleteVersion: Endpoint = async (call) => {
  await call.ledger.versions.delete(promptOf(call), numberOf(call), writeOptions(call));
  return noContent();
};

/** `POST /api/prompts/{prompt_id}/commits/`: freezes the draft and opens the next one with the same content, in one append. */
export const commitVersion: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { description } = await bodyOf(call, commitBody);
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

/** `POST /api/prompts/{prompt_id}/deployments/`: makes a committed version live; the one before it is no longer. */
export const deployVersion: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { version } = await bodyOf(call, deploymentBody);
  const options = writeOptions(call);
  if (version < 1 || version > 2_147_483_647) throw notFound(`The prompt has no version ${version}.`);
  const deployment = await call.ledger.deployments.deploy(prompt, { version }, options);
  return versionAnswer(call, 200, deployment.version);
};

async function versionAnswer(
  { ledger, environment }: Call,
  status: number,
  version: Version,
): Promise<Response> {
  const editors = await editorsOf(ledger, [version]);
  return json(status, versionObject(version, environment, editors), version.promptRevision);
}
