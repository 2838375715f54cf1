import { invalidInput } from "../validation/parse.ts";
import type { Moment } from "./moment.ts";
import { beginningOf, millisecondsOf } from "./moment.ts";

/** A span of time. Both ends are part of it. */
export interface Span {
  /** Default: from the beginning. A date without a time means the start of that day in UTC. */
  readonly from?: Moment;
  /** Default: without end. A date without a time means the end of that day in UTC, 23:59:59.999. */
  readonly to?: Moment;
}

/** A {@link Span} in milliseconds. */
export interface SpanInMilliseconds {
  readonly from?: number;
  readonly to?: number;
}

/** Checks and parses a span; `invalid-input` names the field `from` or `to`. */
export function spanOf({ from, to }: Span): SpanInMilliseconds {
  const span = {
    ...(from === undefined ? {} : { from: beginningOf(from, "from") }),
    ...(to === undefined ? {} : { to: millisecondsOf(to, "to") }),
  };
  if (span.from !== undefined && span.to !== undefined && span.from > span.to)
    throw invalidInput([{ field: "from", message: "must not be after `to`" }]);
  return span;
}
