import type { StructuredPatchHunk as Hunk } from "diff";
import { FILE_HEADERS_ONLY, formatPatch } from "diff";
import type { LineChange } from "./line-changes.ts";

/** A part of a version as a text that is compared line by line. */
export interface ComparedText {
  /** Shown as the name of the file. */
  readonly name: string;
  readonly changes: readonly LineChange[];
}

/** How many lines are shown around a change. */
const CONTEXT = 3;

const SIGNS = { same: " ", removed: "-", added: "+" } as const;

/** Texts that differ as one unified diff, as `git diff` prints it; empty if none differs. The labels say which versions are compared. */
export function unifiedDiff(texts: readonly ComparedText[], from: string, to: string): string {
  return texts
    .filter(({ changes }) => changes.some(({ type }) => type !== "same"))
    .map(({ name, changes }) => {
      const patch = {
        oldFileName: `a/${name}`,
        newFileName: `b/${name}`,
        oldHeader: from,
        newHeader: to,
        hunks: hunksOf(changes),
      };
      return formatPatch(patch, FILE_HEADERS_ONLY);
    })
    .join("");
}

/** The changes with the lines around them. Those that are near each other are in one hunk. */
function hunksOf(changes: readonly LineChange[]): Hunk[] {
  const hunks: Hunk[] = [];
  let [oldLine, newLine] = [1, 1];
  let hunk: Hunk | null = null;
  let before = "";
  for (const [index, { type, text }] of changes.entries()) {
    const count = countLines(text);
    if (type === "same") {
      const isNear = count <= 2 * CONTEXT && index < changes.length - 1;
      if (hunk !== null) add(hunk, type, isNear ? text : text.slice(0, endOfFirst(text, CONTEXT)));
      if (!isNear) hunk = null;
      before = text.slice(startOfLast(text, CONTEXT));
    } else {
      if (hunk === null) {
        const shown = countLines(before);
        hunk = {
          oldStart: oldLine - shown,
          oldLines: 0,
          newStart: newLine - shown,
          newLines: 0,
          lines: [],
        };
        hunks.push(hunk);
        add(hunk, "same", before);
      }
      add(hunk, type, text, count);
      before = "";
    }
    if (type !== "added") oldLine += count;
    if (type !== "removed") newLine += count;
  }
  return hunks;
}

/** Adds lines to a hunk, all at once: a text may have hundreds of thousands. */
function add(hunk: Hunk, type: LineChange["type"], text: string, count: number = countLines(text)): void {
  if (text === "") return;
  const sign = SIGNS[type];
  if (type !== "added") hunk.oldLines += count;
  if (type !== "removed") hunk.newLines += count;
  const isEnded = text.endsWith("\n");
  const lines = isEnded ? text.slice(0, -1) : text;
  hunk.lines.push(`${sign}${lines.replaceAll("\n", `\n${sign}`)}`);
  if (!isEnded) hunk.lines.push("\\ No newline at end of file");
}

function countLines(text: string): number {
  let count = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** Where the first lines of a text end. */
function endOfFirst(text: string, lines: number): number {
  let end = 0;
  for (let line = 0; line < lines && end < text.length; line++) {
    const at = text.indexOf("\n", end);
    end = at === -1 ? text.length : at + 1;
  }
  return end;
}

/** Where the last lines of a text start. */
function startOfLast(text: string, lines: number): number {
  let start = text.length;
  for (let line = 0; line < lines && start > 0; line++)
    start = start === 1 ? 0 : text.lastIndexOf("\n", start - 2) + 1;
  return start;
}
