import * as z from "zod";
import { jsonArray, text } from "../validation/json.ts";

/** A tag on an integration, a model or an application. It only describes: unlike a tag on a prompt, it gives nobody a permission. */
export interface ResourceTag {
  /** 1 to 255 characters. */
  readonly key: string;
  /** Null for a tag without a value. */
  readonly value: string | null;
}

/** A tag as a command names it. A value that is absent, null or empty means none. */
export interface GivenTag {
  /** 1 to 255 characters. */
  readonly key: string;
  /** Up to 255 characters. */
  readonly value?: string | null;
}

/** The tags of a command: up to 100. */
export const givenTagsSchema: z.ZodType<readonly GivenTag[]> = jsonArray(
  z.strictObject({ key: text(255, 1), value: text(255).nullable().optional() }) as z.ZodType<GivenTag>,
  100,
);

/** The given tags that are not among the present ones, each once. */
export function tagsToAdd(
  present: readonly ResourceTag[],
  given: readonly GivenTag[],
): readonly ResourceTag[] {
  const known = new Set(present.map(textOf));
  return given.map(asTag).filter((tag) => {
    const text = textOf(tag);
    if (known.has(text)) return false;
    known.add(text);
    return true;
  });
}

/** The present tags that are among the given ones. */
export function tagsToRemove(
  present: readonly ResourceTag[],
  given: readonly GivenTag[],
): readonly ResourceTag[] {
  const unwanted = new Set(given.map((tag) => textOf(asTag(tag))));
  return present.filter((tag) => unwanted.has(textOf(tag)));
}

/** The present tags without the removed ones. */
export function tagsWithout<Tag extends ResourceTag>(
  present: readonly Tag[],
  removed: readonly ResourceTag[],
): Tag[] {
  const gone = new Set(removed.map(textOf));
  return present.filter((tag) => !gone.has(textOf(tag)));
}

function asTag({ key, value }: GivenTag): ResourceTag {
  return { key, value: value || null };
}

function textOf({ key, value }: ResourceTag): string {
  return JSON.stringify([key, value]);
}
