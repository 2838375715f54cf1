import type { Secrets } from "../ports/secrets.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import { sameJson } from "../validation/same-json.ts";
import type { SealedConfiguration } from "./configuration.ts";
import { isSealedFrom, plainName, SECRET_MASK } from "./configuration.ts";

// The fields whose texts never decide where a request goes. Texts of all other fields may: a region can be part of a host's name.
const ELSEWHERE = new Set(
  ["api_version", "organization", "organization_id", "namespace", "deployment", "publisher", "model"].map(
    plainName,
  ),
);

const NAME_OF_A_KEY = /(?:key|keyid|token|secret|password)$/u;

/**
 * The first field by which a new configuration leads to another address than the stored one; null if it leads to the same. A mask stands for
 * the stored value. A sealed value that cannot be opened counts as different.
 */
export function movedBy(
  given: JsonObject,
  { configuration, secrets: sealedValues }: SealedConfiguration,
  secrets: Secrets | null,
): string | null {
  const fields = [given, configuration, sealedValues].flatMap(Object.keys);
  const moved = fields.find((field) => {
    const value = own(given, field);
    const sealed = own(sealedValues, field);
    // What is sealed is a text, a list or an object.
    const before = sealed === undefined ? own(configuration, field) : "";
    if (!isOfAddress(field, value) && !isOfAddress(field, before)) return false;
    if (sealed === undefined) return !sameJson(value, before);
    if (value === SECRET_MASK) return false;
    return value === undefined || secrets === null || !isSealedFrom(sealed, JSON.stringify(value), secrets);
  });
  return moved ?? null;
}

/** Whether a value of a configuration may decide where requests go. */
function isOfAddress(field: string, value: JsonValue | undefined): boolean {
  const name = plainName(field);
  if (typeof value === "number") return name.endsWith("port");
  if (value === undefined || value === null || typeof value === "boolean") return false;
  return typeof value !== "string" || !(ELSEWHERE.has(name) || NAME_OF_A_KEY.test(name));
}
