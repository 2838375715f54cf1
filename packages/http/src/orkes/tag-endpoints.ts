import { z } from "zod";
import { done, json } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { bodyOf, promptOf, writeOptions } from "./call.ts";
import type { WireTag } from "./message-template.ts";
import { tagsOf } from "./message-template.ts";

/** The tags of a body; `type`, which clients still send, says nothing. As many as a batch of the ledger may have, for two commands each. */
const tagList: z.ZodType<readonly WireTag[]> = z
  .array(
    z.object({
      key: z.string().min(1),
      value: z
        .string()
        .nullable()
        .optional()
        .transform((value) => value ?? ""),
    }),
  )
  .max(100);

/** `PUT /api/prompts/{name}/tags`: adds tags to those that are there; `""` is no value (rule X11). */
export const addTags: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const tags = await bodyOf(call, tagList);
  // Also without a tag to add, so that an unknown prompt is not found and a missing permission told.
  const nothing = { type: "EditPrompt", prompt } as const;
  const commands = tags.map(
    ({ key, value }) => ({ type: "TagPrompt", prompt, key, value: value || null }) as const,
  );
  await call.ledger.batch([nothing, ...commands], writeOptions(call));
  return done();
};

/** `GET /api/prompts/{name}/tags`. */
export const listTags: Endpoint = async (call) =>
  json(200, tagsOf(await call.ledger.prompts.get(promptOf(call))));

/** `DELETE /api/prompts/{name}/tags`: exactly these pairs; those that are not there are no error. */
export const removeTags: Endpoint = async (call) => {
  const prompt = promptOf(call);
  const tags = await bodyOf(call, tagList);
  const nothing = { type: "EditPrompt", prompt } as const;
  // The library tells a tag without a value from one with an empty value; here both look the same.
  const commands = tags.flatMap(({ key, value }) =>
    [...(value === "" ? [null] : []), value].map(
      (one) => ({ type: "UntagPrompt", prompt, key, value: one }) as const,
    ),
  );
  await call.ledger.batch([nothing, ...commands], writeOptions(call));
  return done();
};
