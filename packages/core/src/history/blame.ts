import type { Content } from "../version/content.ts";
import { textOf } from "./diff.ts";
import { lineChanges, linesOf } from "./line-changes.ts";

/** A line of a version's messages, and the version that brought it. */
export interface BlamedLine {
  /** The number of the line, from 1. */
  readonly line: number;
  /** The line, without its line break. */
  readonly text: string;
  /** The number of the version that brought it. */
  readonly version: number;
  /** The id of who committed that version; of a draft, of who changed it last. */
  readonly by: string;
  /** When that was, in UTC, integer milliseconds. */
  readonly at: number;
}

/** A version, as far as its lines need it. */
export interface BlamableVersion extends Pick<BlamedLine, "by" | "at"> {
  readonly number: number;
  readonly content: Content;
}

/**
 * Which version brought each line of the last one's messages. Versions are compared in the order of their numbers: a line that goes and comes back
 * belongs to the version that brought it back.
 */
export function blameLines(versions: readonly BlamableVersion[]): readonly BlamedLine[] {
  let before = "";
  let origins: readonly BlamableVersion[] = [];
  for (const version of versions) {
    const text = textOf(version.content);
    origins = originsOf(before, text, origins, version);
    before = text;
  }
  return linesOf(before).map((line, index) => {
    const { number, by, at } = origins[index] as BlamableVersion;
    return { line: index + 1, text: line.replace(/\n$/u, ""), version: number, by, at };
  });
}

/** The version that each line of a text is from, by those of the text before. */
function originsOf(
  before: string,
  after: string,
  origins: readonly BlamableVersion[],
  version: BlamableVersion,
): readonly BlamableVersion[] {
  if (before === after) return origins;
  const found: BlamableVersion[] = [];
  let old = 0;
  for (const { type, text } of lineChanges(before, after).changes) {
    for (const _line of linesOf(text)) {
      if (type !== "removed") found.push(type === "same" ? (origins[old] ?? version) : version);
      if (type !== "added") old += 1;
    }
  }
  return found;
}
