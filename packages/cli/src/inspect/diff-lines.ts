import type { JsonValue, VersionDiff } from "@promptledger/core";
import { printable, printableJson, printableText } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { colorsOf } from "../terminal/terminal.ts";
import type { ShownChange } from "./message-changes.ts";
import { hiddenMessageChanges } from "./message-changes.ts";

/** How many unchanged lines are shown around a change. */
const CONTEXT = 3;

/** What differs, for people: every field but the messages, the text of the messages line by line, and whatever else of them that text does not show. */
export function diffLines(
  name: string,
  diff: Pick<VersionDiff, "from" | "to" | "text" | "coarse"> & { readonly fields: readonly ShownChange[] },
  terminal: Terminal,
): readonly string[] {
  const { bold, red, green } = colorsOf(terminal.out, terminal.environment);
  const fields = diff.fields.flatMap((change) =>
    change.field === "messages" ? hiddenMessageChanges(change) : [change],
  );
  const signs = { same: "  ", removed: "- ", added: "+ " };
  const colors = { same: String, removed: red, added: green };
  const lines = [
    ...fields.flatMap(({ field, before, after }) => [
      red(`- ${field}: ${valueText(before)}`),
      green(`+ ${field}: ${valueText(after)}`),
    ]),
    ...(diff.coarse
      ? ["too many lines differ to be compared one by one: what differs is shown as a whole"]
      : []),
    ...diff.text.flatMap((change, index) =>
      shownLines(change, index === 0, index === diff.text.length - 1).map((line) =>
        colors[change.type](`${signs[change.type]}${line}`),
      ),
    ),
  ];
  const title = bold(`${printable(name)}: version ${diff.from} to version ${diff.to}`);
  return [title, ...(lines.length > 0 ? lines : ["no differences"])];
}

function valueText(value: JsonValue | undefined): string {
  return value === undefined ? "(absent)" : printableJson(value);
}

function shownLines(
  { type, text }: VersionDiff["text"][number],
  first: boolean,
  last: boolean,
): readonly string[] {
  const lines = printableText(text).replace(/\n$/u, "").split("\n");
  if (type !== "same" || lines.length <= 2 * CONTEXT + 1) return lines;
  const head = first ? [] : lines.slice(0, CONTEXT);
  const tail = last ? [] : lines.slice(-CONTEXT);
  return [...head, `... ${lines.length - head.length - tail.length} unchanged lines`, ...tail];
}
