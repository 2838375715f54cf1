/** Whether a name is `.` or `..`. A URL resolves such a segment of its path, so nothing with that name could be reached by one. */
export function isDotSegment(name: string): boolean {
  return name === "." || name === "..";
}

/** What is said of such a name. */
export const DOT_SEGMENT_MESSAGE = "must not be . or .., which no path can reach";
