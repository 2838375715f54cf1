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
        hunks: hunksOf(linesOf(changes)),
      };
      return formatPatch(patch, FILE_HEADERS_ONLY);
    })
    .join("");
}

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

const SIGNS = { same: " ", removed: "-", added: "+" } as const;

function linesOf(changes: readonly LineChange[]): readonly Line[] {
  return changes.flatMap(({ type, text }) =>
    (text.match(/[^\n]*\n|[^\n]+/gu) ?? []).map((line) => ({ sign: SIGNS[type], text: line })),
  );
}

/** The changes with the lines around them. Those that are near each other are in one hunk. */
function hunksOf(lines: readonly Line[]): Hunk[] {
  const hunks: Hunk[] = [];
  let [oldLine, newLine, shown] = [1, 1, 0];
  let hunk: Hunk | null = null;
  let unchanged = 0;
  lines.forEach((line, index) => {
    unchanged = line.sign === " " ? unchanged + 1 : 0;
    if (hunk !== null && unchanged > CONTEXT && !isNear(lines, index)) hunk = null;
    if (line.sign !== " " && hunk === null) {
      const start = Math.max(shown, index - CONTEXT);
      const before = lines.slice(start, index);
      hunk = {
        oldStart: oldLine - before.length,
        oldLines: 0,
        newStart: newLine - before.length,
        newLines: 0,
        lines: [],
      };
      hunks.push(hunk);
      for (const one of before) add(hunk, one);
    }
    if (hunk !== null) {
      add(hunk, line);
      shown = index + 1;
    }
    if (line.sign !== "+") oldLine += 1;
    if (line.sign !== "-") newLine += 1;
  });
  return hunks;
}

/** Whether the next change is so near that its context would begin within what is shown already. */
function isNear(lines: readonly Line[], index: number): boolean {
  return lines.slice(index, index + CONTEXT + 1).some(({ sign }) => sign !== " ");
}

function add(hunk: Hunk, { sign, text }: Line): void {
  if (sign !== "+") hunk.oldLines += 1;
  if (sign !== "-") hunk.newLines += 1;
  hunk.lines.push(`${sign}${text.replace(/\n$/u, "")}`);
  if (!text.endsWith("\n")) hunk.lines.push("\\ No newline at end of file");
}
