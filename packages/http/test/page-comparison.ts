/** Values that no two servers have in common: only their JSON type and form are compared. */
const IDS: readonly string[] = ["id", "prompt_version_id"];
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/u;

/** What to compare. */
export interface Comparison {
  /** Whether times are compared as values, not only in their form. */
  readonly times: boolean;
}

/**
 * How an answer differs from what a page prints: a key that is missing, another JSON type, another value. Keys that the page does not
 * print are no difference. `results` begins with the rows of the page, which prints the first alone.
 */
export function differences(
  page: unknown,
  answer: unknown,
  comparison: Comparison,
  path = "$",
): readonly string[] {
  if (jsonType(page) !== jsonType(answer)) return [`${path} is ${jsonType(answer)}, not ${jsonType(page)}`];
  if (Array.isArray(page) && Array.isArray(answer)) {
    const begins = path === "$.results" && answer.length >= page.length;
    if (!begins && answer.length !== page.length)
      return [`${path} has ${answer.length} entries, not ${page.length}`];
    return page.flatMap((entry, index) => differences(entry, answer[index], comparison, `${path}[${index}]`));
  }
  if (isObject(page) && isObject(answer)) {
    return Object.entries(page).flatMap(([key, value]) => {
      const inner = `${path}.${key}`;
      if (!Object.hasOwn(answer, key)) return [`${inner} is missing`];
      if (IDS.includes(key)) return sameType(value, answer[key], inner);
      if (key.endsWith("_at") && !comparison.times)
        return TIME.test(String(answer[key])) ? [] : [`${inner} is no time`];
      return differences(value, answer[key], comparison, inner);
    });
  }
  return page === answer ? [] : [`${path} is ${JSON.stringify(answer)}, not ${JSON.stringify(page)}`];
}

function sameType(page: unknown, answer: unknown, path: string): readonly string[] {
  return jsonType(page) === jsonType(answer) && answer !== "" ? [] : [`${path} is ${jsonType(answer)}`];
}

// `integer` and `number` are told apart as the pages do in their tables; what they print as an integer is one.
function jsonType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
