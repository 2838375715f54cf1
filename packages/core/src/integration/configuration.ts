import type { Secrets } from "../ports/secrets.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import type { SealedValues } from "./events.ts";

/** What stands for a secret where a configuration is shown. Saving it again keeps the secret that is stored. */
export const SECRET_MASK = "********";

/** A configuration, its secrets sealed. */
export interface SealedConfiguration {
  readonly configuration: JsonObject;
  readonly secrets: SealedValues;
}

// The fields whose texts are known to be no secret. Whatever is not named here is taken for one.
const PUBLIC = new Set(
  [
    "endpoint",
    "url",
    "base_url",
    "api_version",
    "organization",
    "organization_id",
    "project",
    "project_id",
    "project_name",
    "region",
    "location",
    "environment",
    "namespace",
    "deployment",
    "publisher",
    "model",
  ].map(plainName),
);

/**
 * Tells a configuration's secrets from the rest: every text, and every value that may hold one, unless its name is known to be public. An
 * address that carries a user, a password or a query is a secret too.
 */
export function isSecret(field: string, value: JsonValue): boolean {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return false;
  return typeof value !== "string" || !PUBLIC.has(plainName(field)) || /[@?]/u.test(value);
}

/** A configuration with its secrets sealed; one that is the stored secret, or stands for it, stays as it was sealed. Null without a key. */
export function sealConfiguration(
  given: JsonObject,
  stored: SealedValues,
  secrets: Secrets | null,
): SealedConfiguration | null {
  const configuration: Record<string, JsonValue> = {};
  const sealed: Record<string, string> = {};
  for (const [field, value] of Object.entries(given)) {
    const kept = own(stored, field);
    if (value === SECRET_MASK && kept !== undefined) sealed[field] = kept;
    else if (!isSecret(field, value)) configuration[field] = value;
    else if (secrets === null) return null;
    else {
      const text = JSON.stringify(value);
      sealed[field] = kept !== undefined && opens(secrets, kept, text) ? kept : secrets.seal(text);
    }
  }
  return { configuration, secrets: sealed };
}

/** A configuration with its secrets in the clear, for the provider alone. */
export function openConfiguration(
  { configuration, secrets: sealed }: SealedConfiguration,
  secrets: Secrets,
): JsonObject {
  const opened: Record<string, JsonValue> = { ...configuration };
  for (const [field, text] of Object.entries(sealed))
    opened[field] = JSON.parse(secrets.open(text)) as JsonValue;
  return opened;
}

// One that was sealed with a key of before cannot be compared: it is sealed anew.
function opens(secrets: Secrets, sealed: string, text: string): boolean {
  try {
    return secrets.open(sealed) === text;
  } catch {
    return false;
  }
}

// `baseUrl`, `base_url` and `BASE-URL` are one name.
function plainName(field: string): string {
  return field.toLowerCase().replaceAll(/[^a-z0-9]/gu, "");
}
