/** A time for people: `2026-01-31 10:00:00Z`, milliseconds only where there are some. */
export function momentText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("T", " ").replace(".000Z", "Z");
}

/** A document for programs: its own times (the fields whose names end in `At`) as ISO 8601 text; nested content stays as it is. */
export function withIsoTimes(document: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(document).map(([field, value]) => [
      field,
      typeof value === "number" && (field === "at" || field.endsWith("At"))
        ? new Date(value).toISOString()
        : value,
    ]),
  );
}
