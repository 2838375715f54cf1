import * as z from "zod";
import { invalidInput } from "../validation/parse.ts";
import { MINTED_ID, slugSchema } from "./slug.ts";

declare const brand: unique symbol;

/** The id of a prompt, which never changes: `prm_` and a ULID, unless the caller gave one. Branded, so that it is not confused with a slug. */
export type PromptId = string & {
  /** Exists for the compiler only. Ids come from calls; to name a prompt by an id as text, pass `{ id }`. */
  readonly [brand]: "PromptId";
};

/** The slug of a prompt: any string that is not a {@link PromptId}. */
export type Slug = string & { readonly [brand]?: never };

/**
 * A reference to a prompt, the same in every call. A string is the slug of a prompt that is not deleted. An object with a `promptId` (a
 * version, a deployment, a resolved prompt) means that prompt. An object with an `id` (a prompt from a call, or `{ id }`) means that prompt.
 */
export type PromptRef =
  | Slug
  | {
      /** The id of the prompt. It counts, even if the object has an `id` of its own. */
      readonly promptId: string;
    }
  | {
      /** The id of the prompt. */
      readonly id: string;
    };

/** A reference in the form of commands. It is the same for all forms of a reference by id. */
export type PromptKey =
  | {
      /** Names the prompt with this id, deleted or not. */
      readonly id: string;
    }
  | {
      /** Names the prompt that has this slug and is not deleted. */
      readonly slug: string;
    };

const ID = /^[A-Za-z0-9_-]{1,64}$/u;
const ID_MESSAGE = "must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -";

/** The schema of a prompt id. */
export const promptIdSchema: z.ZodType<string> = z.string().regex(ID, { message: ID_MESSAGE });

// Paths of Respan's API have these in the place of an id.
const RESERVED_IDS: readonly string[] = ["list", "summary"];

/** The schema of a new prompt's id. A prompt with an id that a path means something else by could not be reached. */
export const newPromptIdSchema: z.ZodType<string> = promptIdSchema.refine(
  (id) => !RESERVED_IDS.includes(id),
  {
    message: `must not be ${RESERVED_IDS.join(" or ")}, which a path of the REST API means something else by`,
  },
);

/** The schema of a {@link PromptRef}. It converts a reference to a key, and ignores the other fields of a prompt or version. */
export const promptRefSchema: z.ZodType<PromptKey> = z.unknown().transform((ref, context) => {
  const key = keyOf(ref);
  if (typeof key !== "string") return key;
  context.addIssue({ code: "custom", message: key });
  return z.NEVER;
});

/** Checks a reference to a prompt; `invalid-input` names the field `prompt`. */
export function parsePromptRef(ref: PromptRef): PromptKey {
  const key = keyOf(ref);
  if (typeof key !== "string") return key;
  throw invalidInput([{ field: "prompt", message: key }]);
}

/** The key of a reference, or what is wrong with it. */
function keyOf(ref: unknown): PromptKey | string {
  if (typeof ref === "string") {
    if (MINTED_ID.test(ref)) return "is shaped like a prompt's id, and a string is a slug; pass { id }";
    const slug = slugSchema.safeParse(ref);
    return slug.success ? { slug: slug.data } : (slug.error.issues[0]?.message ?? "");
  }
  if (typeof ref !== "object" || ref === null || !("promptId" in ref || "id" in ref))
    return "must be a slug, or an object with the id of a prompt";
  const id: unknown = "promptId" in ref ? ref.promptId : (ref as { readonly id: unknown }).id;
  return typeof id === "string" && ID.test(id) ? { id } : `the id ${ID_MESSAGE}`;
}
