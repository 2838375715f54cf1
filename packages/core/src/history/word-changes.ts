import { diffWordsWithSpace } from "diff";
import type { LineChange } from "./line-changes.ts";

/** Consecutive words, with the spaces between them, that are in both texts, only in the older, or only in the newer. */
export interface WordChange {
  /** `removed` words are only in the older text, `added` ones only in the newer. */
  readonly type: "same" | "removed" | "added";
  /** The words, with the spaces and line breaks between them. */
  readonly text: string;
}

/** More would block the process for more than a moment: so many characters in all, and so many words that differ in one place. */
const MAXIMUM = { characters: 100_000, changedWords: 200 } as const;

/** Compares lines that were replaced by others word by word. Where too much differs, they are removed and added as a whole. */
export function wordChanges(lines: readonly LineChange[]): readonly WordChange[] {
  const words: WordChange[] = [];
  let left: number = MAXIMUM.characters;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    const next = lines[index + 1];
    if (line === undefined) break;
    if (line.type !== "removed" || next?.type !== "added") {
      words.push(line);
      continue;
    }
    index += 1;
    left -= line.text.length + next.text.length;
    words.push(...((left < 0 ? null : changesBetween(line.text, next.text)) ?? [line, next]));
  }
  return joined(words);
}

function changesBetween(before: string, after: string): readonly WordChange[] | null {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MAXIMUM.changedWords });
  if (changes === undefined) return null;
  return changes.map(({ added, removed, value }) => ({
    type: added ? "added" : removed ? "removed" : "same",
    text: value,
  }));
}

/** The changes with neighbours of one type as one. */
function joined(words: readonly WordChange[]): readonly WordChange[] {
  const all: WordChange[] = [];
  for (const word of words) {
    const last = all.at(-1);
    if (last?.type === word.type) all[all.length - 1] = { type: last.type, text: last.text + word.text };
    else all.push({ type: word.type, text: word.text });
  }
  return all;
}
