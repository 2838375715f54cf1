import * as z from "zod";

/** A tag in the ledger's terms. */
interface Tag {
  readonly key: string;
  readonly value: string | null;
}

/**
 * The tags of a body. An absent or empty value means none (rule X11); `type`, which clients still send, has no meaning. Two commands for each
 * tag still fit into one batch.
 */
export const tagList: z.ZodType<readonly Tag[]> = z
  .array(
    z
      .object({ key: z.string().min(1), value: z.string().nullish() })
      .transform(({ key, value }) => ({ key, value: value || null })),
  )
  .max(100);

/** Tags as Orkes' API shows them: one without a value has the value `""` (rule X11). */
export function shownTags(tags: readonly Tag[]): readonly object[] {
  return tags.map(({ key, value }) => ({ key, value: value ?? "" }));
}
