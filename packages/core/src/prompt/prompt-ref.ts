import { z } from "zod";
import { MINTED_ID, slugSchema } from "./slug.ts";

declare const brand: unique symbol;

/** A prompt's id, which never changes: `prm_` and a ULID unless the caller gave one. Branded, so that it is not taken for a slug. */
export type PromptId = string & { readonly [brand]: "PromptId" };

/** A prompt's slug: any string that is not a {@link PromptId}. */
export type Slug = string & { readonly [brand]?: never };

/**
 * Which prompt, the same in every call. A string is the slug of a living prompt. An object with a `promptId` (a version, a deployment,
 * what was resolved) means that prompt; one with an `id` (any prompt that a call answered, or `{ id }`) is that prompt.
 */
export type PromptRef = Slug | { readonly promptId: string } | { readonly id: string };

/** A reference as commands carry it: the same prompt by the same name, however it was passed. */
export type PromptKey = { readonly id: string } | { readonly slug: string };

/** The schema of a prompt's id. */
export const promptIdSchema: z.ZodType<string> = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u, {
  message: "must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
});

const byId = z.object({ id: promptIdSchema }).transform(({ id }) => ({ id }));
const byPromptId = z.object({ promptId: promptIdSchema }).transform(({ promptId }) => ({ id: promptId }));
const bySlug = z
  .string()
  .refine((text) => !MINTED_ID.test(text), {
    message: "is shaped like a prompt's id, and a string is a slug; pass { id }",
    abort: true,
  })
  .pipe(slugSchema as z.ZodType<string, string>)
  .transform((slug) => ({ slug }));

/** Reads a {@link PromptRef} as a key; of a whole prompt or version nothing else is looked at. */
export const promptRefSchema: z.ZodType<PromptKey> = z.unknown().transform((ref, context) => {
  const schema =
    typeof ref === "string"
      ? bySlug
      : typeof ref === "object" && ref !== null && "promptId" in ref
        ? byPromptId
        : byId;
  const result = schema.safeParse(ref);
  if (result.success) return result.data;
  const isNone = typeof ref !== "string" && (typeof ref !== "object" || ref === null);
  const message = "must be a slug, or an object with the id of a prompt";
  for (const issue of result.error.issues)
    context.addIssue({ code: "custom", path: issue.path, message: isNone ? message : issue.message });
  return z.NEVER;
});
