import type { ErrorCode } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";

/** Thrown when a store breaks a promise. Test runners show the difference between `actual` and `expected`. */
export class ContractViolation extends Error {
  /** What the store did or answered. */
  readonly actual: unknown;
  /** What the contract promises in its place. */
  readonly expected: unknown;
  /** Creates the error of a failed check. Leave `actual` and `expected` out where no two values are compared. */
  constructor(message: string, actual?: unknown, expected?: unknown, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ContractViolation";
    this.actual = actual;
    this.expected = expected;
  }
}

/** Throws unless two values are equal in all their parts; the order of an object's keys does not count. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (!isSame(actual, expected)) {
    throw new ContractViolation(
      `${what}: got ${shown(actual)} instead of ${shown(expected)}`,
      actual,
      expected,
    );
  }
}

/** Throws unless the condition is true. */
export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new ContractViolation(what);
}

/** Throws unless a call is refused with this code. */
export async function refuses(code: ErrorCode, what: string, run: () => unknown): Promise<void> {
  let answer: unknown;
  try {
    answer = await run();
  } catch (error) {
    if (isLedgerError(error, code)) return;
    throw new ContractViolation(
      `${what}: was refused, but not with ${code}: ${String(error)}`,
      error,
      code,
      error,
    );
  }
  throw new ContractViolation(
    `${what}: was not refused with ${code}, but answered ${shown(answer)}`,
    answer,
    code,
  );
}

/** Whether two values are equal in all their parts; the order of an object's keys does not count. */
export function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isSame(entry(left, key), entry(right, key)));
}

function entry(value: object, key: string): unknown {
  return (value as { readonly [key: string]: unknown })[key];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 300 ? text : `${text.slice(0, 300)}... (${text.length} characters)`;
}
