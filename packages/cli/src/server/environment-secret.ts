import { randomBytes } from "node:crypto";
import { CommandError } from "../terminal/command-error.ts";
import type { Terminal } from "../terminal/terminal.ts";

const RULES = {
  PROMPTLEDGER_API_KEY: {
    minimum: 16,
    code: "weak-api-key",
    advice: "or unset it and one is generated",
  },
  PROMPTLEDGER_SECRETS_KEY: {
    minimum: 32,
    code: "weak-secrets-key",
    advice: "and keep it: without it no stored secret can be read",
  },
} as const;

/** A secret that the environment sets, checked. Null if the variable is missing or empty. */
export function environmentSecret(
  environment: Terminal["environment"],
  variable: keyof typeof RULES,
): string | null {
  const secret = environment[variable];
  if (!secret) return null;
  const { minimum, code, advice } = RULES[variable];
  if (secret.length >= minimum && /^[\x21-\x7e]+$/u.test(secret)) return secret;
  const message = `${variable} must have at least ${minimum} characters, visible ASCII without spaces`;
  throw new CommandError(
    code,
    "usage",
    message,
    `set a longer one, for example ${randomSecret()}, ${advice}`,
  );
}

/** A random secret of 32 bytes, as base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}
