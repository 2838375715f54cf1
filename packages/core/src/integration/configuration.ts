import type { Secrets } from "../ports/secrets.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import type { SealedValues } from "./events.ts";

/** Shown in a configuration instead of a secret. Saving it keeps the stored secret, unless the address changes. */
export const SECRET_MASK = "********";

/** A configuration with sealed secrets. */
export interface SealedConfiguration {
  readonly configuration: JsonObject;
  readonly secrets: SealedValues;
}

// The fields whose texts are known to be public. Texts of all other fields count as secrets.
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
 * Whether a value of a configuration is a secret: every text, list and object, except texts whose name is known to be public. An address with
 * a user, a password or a query is a secret too.
 */
export function isSecret(field: string, value: JsonValue): boolean {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return false;
  return typeof value !== "string" || !PUBLIC.has(plainName(field)) || /[@?]/u.test(value);
}

/** Seals the secrets of a configuration. A secret that equals the stored one, or its mask, keeps its sealed form. Null if a key is needed and missing. */
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
      sealed[field] = kept !== undefined && isSealedFrom(kept, text, secrets) ? kept : secrets.seal(text);
    }
  }
  return { configuration, secrets: sealed };
}

/** A configuration with opened secrets, only for the provider. */
export function openConfiguration(
  { configuration, secrets: sealed }: SealedConfiguration,
  secrets: Secrets,
): JsonObject {
  const opened: Record<string, JsonValue> = { ...configuration };
  for (const [field, text] of Object.entries(sealed))
    opened[field] = JSON.parse(secrets.open(text)) as JsonValue;
  return opened;
}

/** Whether a sealed value opens to this text. False if it was sealed with another key, and so cannot be compared. */
export function isSealedFrom(sealed: string, text: string, secrets: Secrets): boolean {
  try {
    return secrets.open(sealed) === text;
  } catch {
    return false;
  }
}

/** A field's name in one form: `baseUrl`, `base_url` and `BASE-URL` are the same. */
export function plainName(field: string): string {
  return field.toLowerCase().replaceAll(/[^a-z0-9]/gu, "");
}
