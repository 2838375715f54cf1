import { invalidInput } from "../validation/parse.ts";

/**
 * A time: integer milliseconds since 1970, an object like a `Date`, or ISO 8601 text. Text without a zone is UTC. A date without a time means
 * the end of that day in UTC, 23:59:59.999.
 */
export type Moment =
  | number
  | string
  | {
      /** The time in milliseconds since 1970. */
      getTime(): number;
    };

/**
 * When to read: at the time when things happened (`occurredAt` of imported events, otherwise `recordedAt`), what the ledger knew at a time, or
 * the log up to a position.
 */
export type At =
  | Moment
  | {
      /** What was recorded at or before this time, whenever it happened. */
      readonly recorded: Moment;
    }
  | {
      /** The last position of the log that counts; 0 is the empty log. */
      readonly position: number;
    };

/** {@link At} with times in milliseconds. */
export type ReadPoint =
  | { readonly kind: "happened"; readonly time: number }
  | { readonly kind: "recorded"; readonly time: number }
  | { readonly kind: "position"; readonly position: number };

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/u;
const ZONED = /(Z|[+-]\d{2}:\d{2})$/u;

/** Checks and parses an {@link At}; `invalid-input` names the field `at`. */
export function readPointOf(at: At): ReadPoint {
  if (typeof at === "object" && at !== null) {
    if ("position" in at) {
      if (Number.isSafeInteger(at.position) && at.position >= 0)
        return { kind: "position", position: at.position };
      throw invalidInput([{ field: "at.position", message: "must be an integer from 0 on" }]);
    }
    if ("recorded" in at) return { kind: "recorded", time: millisecondsOf(at.recorded, "at.recorded") };
  }
  return { kind: "happened", time: millisecondsOf(at, "at") };
}

/** A moment in milliseconds; `invalid-input` names the field. */
export function millisecondsOf(moment: Moment, field: string): number {
  const time =
    typeof moment === "string"
      ? parseText(moment)
      : typeof moment === "number"
        ? moment
        : typeof moment?.getTime === "function"
          ? moment.getTime()
          : null;
  if (typeof time === "number" && Number.isSafeInteger(time)) return time;
  throw invalidInput([
    {
      field,
      message: "must be milliseconds, a Date, or ISO 8601 such as 2026-11-21 or 2026-11-21T10:00:00Z",
    },
  ]);
}

// Parsing text needs no clock, but the language offers it only on Date.
const parseDate: (text: string) => number = globalThis.Date.parse;

function parseText(text: string): number {
  if (!isDay(text.slice(0, 10))) return Number.NaN;
  if (DATE.test(text)) return parseDate(`${text}T23:59:59.999Z`);
  if (!DATE_TIME.test(text)) return Number.NaN;
  return parseDate(ZONED.test(text) ? text : `${text}Z`);
}

/** Whether a month has that day. Engines differ: some parse February 30 as March 2. */
function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
