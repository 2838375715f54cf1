/** A time in milliseconds as Respan prints it: ISO 8601 in UTC, without a fraction of zero. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/u;
const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/u;

/** The instant of an ISO 8601 text in milliseconds, in UTC if it names no zone; null for any other text. */
export function parseTime(text: string): number | null {
  if (!ISO.test(text)) return null;
  const dated = text.replace(" ", "T");
  // JavaScript takes a day that its month does not have for one of the next month.
  const day = dated.slice(0, 10);
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  const time = Date.parse(dated.includes("T") && !ZONED.test(dated) ? `${dated}Z` : dated);
  return Number.isNaN(time) ? null : time;
}
