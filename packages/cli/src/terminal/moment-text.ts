/** A time to be read by people: `2026-01-31 10:00:00Z`, with milliseconds only if there are any. */
export function momentText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("T", " ").replace(".000Z", "Z");
}

/** A document for programs: its own times (fields named `at` or `...At`) become ISO 8601 text. Nested content is unchanged. */
export function withIsoTimes(document: object): Readonly<Record<string, unknown>> {
  const entries = Object.entries(document).map(([field, value]) => {
    const isTime = typeof value === "number" && /^at$|At$/u.test(field);
    return [field, isTime ? new Date(value).toISOString() : value];
  });
  return Object.fromEntries(entries);
}
