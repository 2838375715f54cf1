import type { Prompt, TenantLedger } from "@promptledger/core";
import { json, noContent } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { bodyOf, promptIdOf, writeOptions } from "./call.ts";
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
  promptAnswer(call, 200, await call.ledger.prompts.get(promptIdOf(call)));

/** `PATCH /api/prompts/{prompt_id}/`: name, description, slug, star; `deploy` makes its newest committed version live. */
export const updatePrompt: Endpoint = async (call) => {
  const prompt = promptIdOf(call);
  const { deploy, ...body } = await bodyOf(call, promptChanges);
  const options = writeOptions(call);
  const changes = changesOf(body);
  if (deploy !== true)
    return promptAnswer(call, 200, await call.ledger.prompts.edit(prompt, changes, options));
  const number = await deployable(call.ledger, prompt);
  const { answers } = await call.ledger.batch(
    [
      { type: "EditPrompt", prompt, ...changes },
      // Nothing is left to do for a version that is committed already.
      { type: "CommitVersion", prompt, number, openNext: true },
      { type: "DeployVersion", prompt, version: number },
      { type: "EditPrompt", prompt },
    ],
    options,
  );
  return promptAnswer(call, 200, answers[3]);
};

/** `DELETE /api/prompts/{prompt_id}/`: soft; a prompt that was deleted before is not found. */
export const deletePrompt: Endpoint = async (call) => {
  const { receipt } = await call.ledger.prompts.delete(promptIdOf(call), writeOptions(call));
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

/** The version that deploying a prompt as a whole is about: its newest committed one, or else its draft. */
async function deployable(ledger: TenantLedger, id: string): Promise<number> {
  const { numbers, draft } = await ledger.prompts.get(id);
  const number = numbers.findLast((one) => one !== draft) ?? draft;
  if (number !== null) return number;
  throw badRequest([{ field: "deploy", message: "the prompt has no version to deploy; create one first" }]);
}
