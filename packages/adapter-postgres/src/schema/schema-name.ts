import { LedgerError } from "@promptledger/core/adapter";

/** Throws `invalid-input` unless a schema may have this name. */
export function checkSchemaName(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,47}$/u.test(schema) && !schema.startsWith("pg_")) return;
  const message = "must have 1 to 48 characters from a-z, 0-9 and _, and not begin with a digit or with pg_";
  throw new LedgerError("invalid-input", `schema: ${message}`, { issues: [{ field: "schema", message }] });
}

/** The seed of the locks of a schema's tenants, so that two ledgers in one database do not wait for each other. */
export function lockSeed(schema: string): string {
  let seed = 0;
  for (const character of schema) seed = (seed * 31 + character.charCodeAt(0)) % 2 ** 31;
  return String(seed);
}

/** The channel of a schema's notifications. A payload is the tenants that have new events, or empty for any tenant. */
export function channelOf(schema: string): string {
  return `${schema.replaceAll('"', "")}_events`;
}
