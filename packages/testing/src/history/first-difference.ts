/** Where two values differ first, as a path; null if they are equal. */
export function firstDifference(actual: unknown, expected: unknown, path = ""): string | null {
  if (Object.is(actual, expected)) return null;
  if (!isObject(actual) || !isObject(expected) || Array.isArray(actual) !== Array.isArray(expected))
    return `${path || "the whole"}: ${shortText(actual)} instead of ${shortText(expected)}`;
  for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
    const found = firstDifference(actual[key], expected[key], path === "" ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}

function shortText(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
