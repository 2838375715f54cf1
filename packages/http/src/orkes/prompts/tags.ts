import type { LedgerCommand } from "@promptledger/core";
import { jsonBody } from "../../api/body/json-body.ts";
import type { Endpoint } from "../wire/call.ts";
import { promptOf, writeOptions, writing } from "../wire/call.ts";
import { shownTags, tagList } from "../wire/tag-list.ts";

/** `PUT /api/prompts/{name}/tags`: adds tags to the prompt's others; `""` means no value (rule X11). */
export const add: Endpoint = writing(async (call) => {
  const prompt = promptOf(call);
  const tags = await jsonBody(call, tagList, null);
  const commands = tags.map((tag) => ({ type: "TagPrompt", prompt, ...tag }) as const);
  await call.ledger.batch(orNothing(prompt, commands), writeOptions(call));
});

/** `GET /api/prompts/{name}/tags`. */
export const list: Endpoint = async (call) => {
  const { tags } = await call.ledger.prompts.get(promptOf(call));
  return Response.json(shownTags(tags));
};

/** `DELETE /api/prompts/{name}/tags`: removes exactly these pairs; missing ones are no error. */
export const remove: Endpoint = writing(async (call) => {
  const prompt = promptOf(call);
  const tags = await jsonBody(call, tagList, null);
  // A tag without a value and one with an empty value are two tags in the library, and look the same here.
  const commands = tags.flatMap(({ key, value }) =>
    (value ? [value] : [null, ""]).map((one) => ({ type: "UntagPrompt", prompt, key, value: one }) as const),
  );
  await call.ledger.batch(orNothing(prompt, commands), writeOptions(call));
});

/** The commands on a prompt. Without any, one that changes nothing, because an unknown prompt is 404 and a missing permission 403 even then. */
function orNothing(prompt: string, commands: readonly LedgerCommand[]): readonly LedgerCommand[] {
  return commands.length > 0 ? commands : [{ type: "EditPrompt", prompt }];
}
