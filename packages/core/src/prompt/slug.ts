import * as z from "zod";
import { DOT_SEGMENT_MESSAGE, isDotSegment } from "../validation/dot-segment.ts";
import { codePoints, isStorable } from "../validation/json.ts";

/** The highest number of characters (code points) in a slug. */
export const MAXIMUM_SLUG = 255;

/** The form of a generated id. */
export const MINTED_ID: RegExp = /^prm_[0-9A-Z]{26}$/i;
const CONTROL = /\p{Cc}/u;

/**
 * A slug given by a caller: any characters but control characters, 1 to 255, not in the form of a generated id, and neither `.` nor `..`,
 * which no path can reach (rule X1). It is brought into Unicode's normal form C, so that texts that look the same are the same slug.
 */
export const slugSchema: z.ZodType<string> = z
  .string()
  .overwrite(normalSlug)
  .refine((slug) => slug !== "", { message: "must not be empty" })
  .refine((slug) => isStorable(slug) && !CONTROL.test(slug), {
    message: "must not contain control characters or lone surrogates",
  })
  .refine((slug) => codePoints(slug) <= MAXIMUM_SLUG, {
    message: `must have at most ${MAXIMUM_SLUG} characters`,
  })
  .refine((slug) => !isDotSegment(slug), { message: DOT_SEGMENT_MESSAGE })
  .refine((slug) => !MINTED_ID.test(slug), { message: "must not be shaped like a prompt's id" });

/** A slug in the one form in which slugs are stored and looked for. */
export function normalSlug(slug: string): string {
  return slug.normalize("NFC");
}

/**
 * The possible slugs for a name, in order of preference: its Unicode letters and digits in lower case, joined by hyphens; then with a suffix
 * from the id; last with the whole id, which no other prompt can have (rule X1).
 */
export function slugCandidates(name: string, id: string): readonly string[] {
  const mark = markOf(id);
  const base = slugify(name);
  if (base === "") return [`prompt-${mark}`, `prompt-${id.toLowerCase()}`, `prompt-${id}`];
  return [base, suffixed(base, mark), suffixed(base, id.toLowerCase()), suffixed(base, id)];
}

function slugify(name: string): string {
  const words =
    name
      .toLowerCase()
      // What is left of a capital İ is an i with a mark that nobody sees.
      .replaceAll("i\u0307", "i")
      .normalize("NFC")
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return shortened(words.join("-"), MAXIMUM_SLUG);
}

function suffixed(base: string, suffix: string): string {
  return `${shortened(base, MAXIMUM_SLUG - suffix.length - 1)}-${suffix}`;
}

function shortened(text: string, maximum: number): string {
  return [...text].slice(0, maximum).join("").replace(/-$/u, "");
}

// The first six characters of a generated id encode the time, and stay the same for months. The last six are random.
function markOf(id: string): string {
  return (MINTED_ID.test(id) ? id.slice(-6) : id.slice(0, 6)).toLowerCase();
}
