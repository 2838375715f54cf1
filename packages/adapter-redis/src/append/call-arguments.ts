import type { KeyList } from "../connection/key-list.ts";
import { keyList } from "../connection/key-list.ts";

/** A key's index in KEYS, or a text's in ARGV. */
export type Index = number;

/** What the parts of a call of the script append add to its keys and arguments. */
export interface CallArguments {
  readonly keys: KeyList;
  /** ARGV; the first one is left for the call itself. */
  readonly args: string[];
  /** The slugs whose holders the script reads. */
  readonly slugs: Set<string>;
  /** Adds a text. */
  text(value: string): Index;
}

/** The arguments of a call, with the keys that it begins with. */
export function callArguments(...firstKeys: readonly string[]): CallArguments {
  const args = [""];
  return { keys: keyList(...firstKeys), args, slugs: new Set(), text: (value) => args.push(value) };
}
