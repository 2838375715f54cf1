/** What a spreadsheet takes for the beginning of a formula, also in full width: `= + - @`, and the characters that it skips before them. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** What would end a cell, or is lost at its ends; also a semicolon, which separates cells where the comma is a decimal point. */
const SPECIAL = /[",;\t\r\n]|^\s|\s$/u;

/** Values as one line of CSV, with its end. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cellOf).join(",")}\r\n`;
}

function cellOf(value: unknown): string {
  const text = textOf(value);
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return FORMULA.test(value) ? `'${value}` : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // Undefined for functions.
  return JSON.stringify(value) ?? "";
}
