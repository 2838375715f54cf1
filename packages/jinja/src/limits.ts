/** What one render may need at most. A template that needs more is refused; the error names the limit. */
export interface JinjaLimits {
  /** Turns of all loops together. Default: 5,000. */
  readonly turns: number;
  /** Characters of the output, and of any text that is made on the way. Default: 1,000,000. */
  readonly output: number;
  /** Entries of a list that the template makes, as `range` does. Default: 10,000. */
  readonly range: number;
  /** How deep tags, brackets and operators, and the calls of macros, may be nested. Default: 100. */
  readonly depth: number;
  /** Steps: one for each part of an expression, and one for each 64 characters or entries that it has. Default: 100,000. */
  readonly steps: number;
}

/** The limits that hold unless the host sets others. With them, a render ends within about 100 ms. */
export const DEFAULT_LIMITS: JinjaLimits = Object.freeze({
  turns: 5_000,
  output: 1_000_000,
  range: 10_000,
  depth: 100,
  steps: 100_000,
});

const MEANINGS: { readonly [Limit in keyof JinjaLimits]: string } = {
  turns: "turns of its loops",
  output: "characters",
  range: "entries in a list",
  depth: "levels",
  steps: "steps",
};

/** The reason why a limit refuses a template. */
export function limitReason(limit: keyof JinjaLimits, allowed: number): string {
  const number = allowed.toLocaleString("en-US");
  return `the template needs more than ${number} ${MEANINGS[limit]}; simplify it, or raise the limit \`${limit}\``;
}

/** Checks the limits that a host sets. */
export function checkedLimits(given: Partial<JinjaLimits>): JinjaLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) throw new TypeError(`limits.${name}: there is no such limit`);
    if (!Number.isSafeInteger(value) || value < 1)
      throw new TypeError(`limits.${name}: must be a whole number of at least 1`);
  }
  return { ...DEFAULT_LIMITS, ...given };
}
