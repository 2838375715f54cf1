import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { CheckedLiveOptions } from "./live-options.ts";

/** Which prompts, environments and versions a view holds. */
export interface Selection {
  /** Null for all. */
  readonly environments: ReadonlySet<string> | null;
  /** Null for all. */
  readonly prompts: NamedPrompts | null;
  readonly versions: NamedPrompts;
}

/** Prompts that were named, by slug or by id. */
export interface NamedPrompts {
  readonly keys: readonly PromptKey[];
  has(prompt: { readonly id: string; readonly slug: string }): boolean;
  /** Whether a reference is one of those that were named. */
  names(key: PromptKey): boolean;
}

/** What the options of a view select. Whose versions are wanted is wanted too. */
export function selectionOf({ environments, prompts, versions = [] }: CheckedLiveOptions): Selection {
  return {
    environments: environments === undefined ? null : new Set(environments),
    prompts: prompts === undefined ? null : namedPrompts([...prompts, ...versions]),
    versions: namedPrompts(versions),
  };
}

function namedPrompts(keys: readonly PromptKey[]): NamedPrompts {
  const ids = new Set(keys.flatMap((key) => ("id" in key ? [key.id] : [])));
  const slugs = new Set(keys.flatMap((key) => ("slug" in key ? [key.slug] : [])));
  return {
    keys,
    has: ({ id, slug }) => ids.has(id) || slugs.has(slug),
    names: (key) => ("id" in key ? ids.has(key.id) : slugs.has(key.slug)),
  };
}

/** Whether a view holds a prompt. */
export function selects(
  { prompts }: Selection,
  prompt: { readonly id: string; readonly slug: string },
): boolean {
  return prompts === null || prompts.has(prompt);
}
