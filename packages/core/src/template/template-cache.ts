import type { Content } from "../version/content.ts";
import { compile } from "./compile.ts";
import type { Renderer } from "./renderer.ts";
import { sameValue } from "./same-value.ts";
import type { Template } from "./template.ts";

/** How many compiled contents are kept, and how many characters of text they may have together. */
const MAXIMUM_ENTRIES = 10_000;
const MAXIMUM_CHARACTERS = 16_000_000;

interface Entry {
  content: Content;
  readonly template: Template;
  readonly size: number;
  /** Whether it was used since it came last in the line to be dropped. */
  used: boolean;
}

/** Compiled contents by their hashes. */
export interface TemplateCache {
  /** The content, compiled: once, unless it was not used for long. Without a hash it is compiled for this call. */
  get(content: Content, contentHash: string | null): Template;
}

/**
 * A bounded cache of compiled contents. A hash comes from the log, and an imported log may be forged, so a hit counts only if the content is the
 * same too.
 */
export function templateCache(renderer: Renderer | null): TemplateCache {
  // From the next to be dropped to the last: a used one goes to the end instead, once.
  const entries = new Map<string, Entry>();
  let characters = 0;
  const drop = (hash: string): void => {
    characters -= entries.get(hash)?.size ?? 0;
    entries.delete(hash);
  };
  const keep = (hash: string, entry: Entry): void => {
    drop(hash);
    entries.set(hash, entry);
    characters += entry.size;
    for (const [next, candidate] of entries) {
      if (entries.size <= MAXIMUM_ENTRIES && characters <= MAXIMUM_CHARACTERS) break;
      if (!candidate.used) {
        drop(next);
        continue;
      }
      candidate.used = false;
      entries.delete(next);
      entries.set(next, candidate);
    }
  };
  return {
    get(content, contentHash) {
      if (contentHash === null) return compile(content, renderer);
      const known = entries.get(contentHash);
      if (known !== undefined && (known.content === content || sameValue(known.content, content))) {
        known.content = content;
        known.used = true;
        return known.template;
      }
      const template = compile(content, renderer);
      keep(contentHash, { content, template, size: sizeOf(content), used: false });
      return template;
    },
  };
}

/** The characters of all texts, with something for each value. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length + 16;
  if (typeof value !== "object" || value === null) return 16;
  return Object.values(value).reduce((sum: number, entry) => sum + sizeOf(entry), 32);
}
