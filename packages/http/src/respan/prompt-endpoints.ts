import type { Prompt } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { json, noContent } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { bodyOf, promptOf, writeOptions } from "./call.ts";
import { editorsOf } from "./editors.ts";
import type { PromptChanges } from "./prompt-body.ts";
import { promptChanges, promptCreation, UNTITLED } from "./prompt-body.ts";
import { promptObject } from "./prompt-object.ts";
import { badRequest, notFound } from "./refusal.ts";

/** `POST /api/prompts/`: a prompt without versions; an empty body makes one called Untitled. */
export const createPrompt: Endpoint = async (call) => {
  const {
    name,
    description = "",
    prompt_id: id,
    prompt_slug: slug,
    starred,
  } = await bodyOf(call, promptCreation, UNTITLED);
  const input = {
    name,
    description,
    ...(id ? { id } : {}),
    ...(slug ? { slug } : {}),
    ...(starred === true ? { starred } : {}),
  };
  return promptAnswer(call, 201, await call.ledger.prompts.create(input, writeOptions(call)));
};

/** `GET /api/prompts/{prompt_id}/`. */
export const getPrompt: Endpoint = async (call) =>
  promptAnswer(call, 200, await call.ledger.prompts.get(promptOf(call)));

/** `PATCH /api/prompts/{prompt_id}/`: name, description, slug, star; `deploy` makes its newest committed version live. */
export const updatePrompt: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const { deploy, ...body } = await bodyOf(call, promptChanges);
  const options = writeOptions(call);
  const changes = changesOf(body);
  if (deploy !== true)
    return promptAnswer(call, 200, await call.ledger.prompts.edit(prompt, changes, options));
  // The same commands whatever there is, so that a request sent again is known by its key.
  const { answers } = await call.ledger
    .batch(
      [
        { type: "CommitVersion", prompt, ifNoneCommitted: true, createNextDraft: true },
        { type: "DeployVersion", prompt, version: "latest" },
        { type: "EditPrompt", prompt, ...changes },
      ],
      options,
    )
    .catch((error: unknown) => {
      throw isLedgerError(error, "no-draft") ? NOTHING_TO_DEPLOY : error;
    });
  return promptAnswer(call, 200, answers[2]);
};

const NOTHING_TO_DEPLOY = badRequest([
  { field: "deploy", message: "the prompt has no version to deploy; create one first" },
]);

/** `DELETE /api/prompts/{prompt_id}/`: soft; a prompt that was deleted before is not found. */
export const deletePrompt: Endpoint = async (call) => {
  const { receipt } = await call.ledger.prompts.delete(promptOf(call), writeOptions(call));
  if (!receipt.changed) throw notFound("The prompt is deleted.");
  return noContent();
};

async function promptAnswer(
  { ledger, environment }: Call,
  status: number,
  prompt: Prompt,
): Promise<Response> {
  const editors = await editorsOf(ledger, [prompt.current, prompt.live?.version ?? null]);
  return json(status, promptObject(prompt, environment, editors), prompt.revision);
}

function changesOf({ prompt_slug: slug, name, description, starred }: Omit<PromptChanges, "deploy">) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(slug === undefined ? {} : { slug }),
    ...(starred === undefined ? {} : { starred }),
  };
}
