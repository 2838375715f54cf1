import type { Prompt } from "@promptledger/core";
import { isLedgerError, isWithheld } from "@promptledger/core";
import { jsonBody } from "../../api/body/json-body.ts";
import { invalidField, notFound } from "../../api/errors/http-error.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { answer, noContent, promptOf, writeOptions } from "../wire/call.ts";
import { showPrompts } from "../wire/prompt-object.ts";
import { promptChanges, promptCreation } from "./prompt-body.ts";

/** `POST /api/prompts/`: creates a prompt without versions. */
export const create: Endpoint = async (call) => {
  const input = await jsonBody(call, promptCreation);
  return promptAnswer(call, 201, await call.ledger.prompts.create(input, writeOptions(call)));
};

/** `GET /api/prompts/{prompt_id}/`. */
export const get: Endpoint = async (call) =>
  promptAnswer(call, 200, await call.ledger.prompts.get(promptOf(call)));

/** `PATCH /api/prompts/{prompt_id}/`: name, description, slug, star; `deploy` makes its newest committed version live. */
export const update: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { deploy, changes } = await jsonBody(call, promptChanges);
  const options = writeOptions(call);
  if (!deploy) return promptAnswer(call, 200, await call.ledger.prompts.edit(prompt, changes, options));
  // The same commands in every state of the prompt, so that a request sent again is recognised by its key.
  const commit = { type: "CommitVersion", prompt, ifNoneCommitted: true, createNextDraft: true } as const;
  const deployment = { type: "DeployVersion", prompt, version: "latest" } as const;
  const edit = { type: "EditPrompt", prompt, ...changes } as const;
  const written = call.ledger.batch([commit, deployment, edit], options).catch((error: unknown) => {
    if (!isLedgerError(error, "no-draft")) throw error;
    throw invalidField("deploy", "the prompt has no version to deploy; create one first");
  });
  return promptAnswer(call, 200, (await written).answers[2]);
};

/** `DELETE /api/prompts/{prompt_id}/`: soft. A prompt that was deleted before is not found. */
export const remove: Endpoint = async (call) => {
  const { receipt } = await call.ledger.prompts.delete(promptOf(call), writeOptions(call));
  if (!receipt.changed) throw notFound("The prompt is deleted.");
  return noContent();
};

async function promptAnswer(call: Call, status: number, prompt: Prompt): Promise<Response> {
  if (isWithheld(prompt)) return Response.json({ id: prompt.id, prompt_id: prompt.id }, { status });
  const show = await showPrompts(call, [prompt]);
  return answer(status, show(prompt), prompt.revision);
}
