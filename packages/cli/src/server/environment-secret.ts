import { randomBytes } from "node:crypto";
import { CommandError } from "../terminal/command-error.ts";
import { EXIT } from "../terminal/exit-codes.ts";

/** A secret that the environment sets, checked. Null if the variable is missing or empty. */
export function environmentSecret(
  value: string | undefined,
  rule: {
    readonly variable: string;
    readonly minimumLength: number;
    /** The code of the error for a secret that is too short. */
    readonly code: string;
    /** What else to say after the advice to set a longer one. */
    readonly advice: string;
  },
): string | null {
  const { variable, minimumLength, code, advice } = rule;
  if (!value) return null;
  if (value.length >= minimumLength && /^[\x21-\x7e]+$/u.test(value)) return value;
  throw new CommandError(
    code,
    EXIT.usage,
    `${variable} must have at least ${minimumLength} characters, visible ASCII without spaces`,
    `set a longer one, for example ${randomSecret()}, ${advice}`,
  );
}

/** A random secret of 32 bytes, as base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}
