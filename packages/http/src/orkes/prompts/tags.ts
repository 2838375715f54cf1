import type { LedgerCommand } from "@promptledger/core";
import { z } from "zod";
import { jsonBody } from "../../api/json-body.ts";
import type { Endpoint } from "../wire/call.ts";
import { promptOf, writeOptions, writing } from "../wire/call.ts";
import { tagsOf } from "./message-template.ts";

/** The tags of a body; `type`, which clients still send, has no meaning. Each may take two of the 200 commands that a batch may have. */
const tagList = z.array(z.object({ key: z.string().min(1), value: z.string().nullish() })).max(100);

/** `PUT /api/prompts/{name}/tags`: adds tags to the prompt's others; `""` means no value (rule X11). */
export const add: Endpoint = writing(async (call) => {
  const prompt = promptOf(call);
  const tags = await jsonBody(call, tagList, null);
  const commands = tags.map(
    ({ key, value }) => ({ type: "TagPrompt", prompt, key, value: value || null }) as const,
  );
  await call.ledger.batch(orNothing(prompt, commands), writeOptions(call));
});

/** `GET /api/prompts/{name}/tags`. */
export const list: Endpoint = async (call) =>
  Response.json(tagsOf(await call.ledger.prompts.get(promptOf(call))));

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
