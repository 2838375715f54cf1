import { diffArrays } from "diff";

/** Consecutive lines that are in both texts, only in the older, or only in the newer. */
export interface LineChange {
  /** `removed` lines are only in the older text, `added` ones only in the newer. */
  readonly type: "same" | "removed" | "added";
  /** The lines, each with its line break. */
  readonly text: string;
}

/** How two texts differ. */
export interface LineChanges {
  readonly changes: readonly LineChange[];
  /** Whether the part that differs was too much to be compared line by line: then it is removed and added as a whole. */
  readonly coarse: boolean;
}

/** More would block the process for more than a moment: so many lines of both texts together, and so many that differ. */
const MAXIMUM = { lines: 20_000, changedLines: 500 } as const;

/** Compares two texts line by line. Of long texts only what is between the first and the last difference is compared. */
export function lineChanges(before: string, after: string): LineChanges {
  const [start, end] = isLong(before, after) ? commonEnds(before, after) : [0, 0];
  const left = before.slice(start, before.length - end);
  const right = after.slice(start, after.length - end);
  const between = isLong(left, right) ? null : changesBetween(linesOf(left), linesOf(right));
  const changes: readonly LineChange[] = [
    { type: "same", text: before.slice(0, start) },
    ...(between ?? [
      { type: "removed", text: left },
      { type: "added", text: right },
    ]),
    { type: "same", text: before.slice(before.length - end) },
  ];
  return { changes: changes.filter(({ text }) => text !== ""), coarse: between === null };
}

function isLong(before: string, after: string): boolean {
  return countLines(before) + countLines(after) > MAXIMUM.lines;
}

/** Counts the lines of a text, up to one more than the maximum. */
function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1 && count <= MAXIMUM.lines; at = text.indexOf("\n", at + 1))
    count += 1;
  return count;
}

/** How many characters of whole lines the texts have in common at their beginnings, and how many of the rest at their ends. */
function commonEnds(before: string, after: string): readonly [start: number, end: number] {
  const length = Math.min(before.length, after.length);
  let same = 0;
  while (same < length && before.charCodeAt(same) === after.charCodeAt(same)) same += 1;
  const start = same === 0 ? 0 : before.lastIndexOf("\n", same - 1) + 1;
  const isSameFromEnd = (count: number): boolean =>
    before.charCodeAt(before.length - count) === after.charCodeAt(after.length - count);
  let end = 0;
  while (end < length - start && isSameFromEnd(end + 1)) end += 1;
  const lineEnd = before.indexOf("\n", before.length - end);
  return [start, lineEnd === -1 ? 0 : before.length - lineEnd - 1];
}

/** The lines of a text, each with its end. */
export function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let from = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", from)) {
    lines.push(text.slice(from, at + 1));
    from = at + 1;
  }
  return from < text.length ? [...lines, text.slice(from)] : lines;
}

/** The changes of lines; null where too many differ. Lines are compared by number, so that long ones are looked at once. */
function changesBetween(before: readonly string[], after: readonly string[]): readonly LineChange[] | null {
  const numbers = new Map<string, number>();
  const numberOf = (line: string): number => {
    const number = numbers.get(line) ?? numbers.size;
    numbers.set(line, number);
    return number;
  };
  const changes = diffArrays(before.map(numberOf), after.map(numberOf), {
    maxEditLength: MAXIMUM.changedLines,
  });
  if (changes === undefined) return null;
  const lines = [...numbers.keys()];
  return changes.map(({ added, removed, value }) => ({
    type: added ? "added" : removed ? "removed" : "same",
    text: value.map((number) => lines[number]).join(""),
  }));
}
