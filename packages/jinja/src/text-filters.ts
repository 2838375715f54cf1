import type { Filter } from "./filter.ts";
import { isMissing, runtimeValue, textOf } from "./values.ts";

const WORD_START = /(?:^|[-\s({[<])\p{L}/gu;

/** The filters that make texts of texts. Anything else is written as a text first, so a missing value is empty. */
export const TEXT_FILTERS: { readonly [name: string]: Filter } = {
  upper: textFilter((text) => text.toUpperCase()),
  lower: textFilter((text) => text.toLowerCase()),
  capitalize: textFilter((text) => {
    const [first = ""] = text.slice(0, 2);
    return first.toUpperCase() + text.slice(first.length).toLowerCase();
  }),
  title: {
    parameters: [],
    run(operand, _given, budget) {
      const text = textOf(operand, budget);
      budget.spend(text.length * 8);
      return runtimeValue(text.toLowerCase().replaceAll(WORD_START, (start) => start.toUpperCase()));
    },
  },
  string: textFilter((text) => text),
  trim: {
    parameters: ["chars"],
    run(operand, given, budget) {
      const text = textOf(operand, budget);
      const characters = given.text("chars", "");
      if (characters === "") return runtimeValue(text.trim());
      const isTrimmed = (at: number): boolean => characters.includes(text.charAt(at));
      let [start, end] = [0, text.length];
      while (start < end && isTrimmed(start)) start += 1;
      while (start < end && isTrimmed(end - 1)) end -= 1;
      budget.spend(characters.length * (text.length - end + start));
      return runtimeValue(text.slice(start, end));
    },
  },
  replace: {
    parameters: ["old", "new", "count"],
    run(operand, given, budget) {
      const text = textOf(operand, budget);
      const [before, after] = [given.text("old", ""), given.text("new", "")];
      const limit = given.integer("count", -1);
      if (before === "") return runtimeValue(text);
      const parts = text.split(before);
      const count = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
      budget.spend(parts.length * 16);
      budget.text(text.length + count * (after.length - before.length));
      return runtimeValue([parts.slice(0, count + 1).join(after), ...parts.slice(count + 1)].join(before));
    },
  },
  indent: {
    parameters: ["width", "first", "blank"],
    run(operand, given, budget) {
      const lines = textOf(operand, budget).split("\n");
      const width = Math.max(0, given.integer("width", 4));
      budget.spend(lines.length * 16);
      budget.text(lines.length * width);
      const [first, blank] = [given.flag("first", false), given.flag("blank", false)];
      const isIndented = (line: string, index: number): boolean =>
        (index > 0 || first) && (line !== "" || blank);
      const indented = lines.map((line, index) =>
        isIndented(line, index) ? " ".repeat(width) + line : line,
      );
      return runtimeValue(indented.join("\n"));
    },
  },
  default: defaultFilter(),
  d: defaultFilter(),
};

function textFilter(change: (text: string) => string): Filter {
  return { parameters: [], run: (operand, _given, budget) => runtimeValue(change(textOf(operand, budget))) };
}

function defaultFilter(): Filter {
  return {
    parameters: ["default_value", "boolean"],
    run(operand, given) {
      const isReplaced = isMissing(operand) || (given.flag("boolean", false) && !operand.__bool__().value);
      return isReplaced ? (given.value("default_value") ?? runtimeValue("")) : operand;
    },
  };
}
