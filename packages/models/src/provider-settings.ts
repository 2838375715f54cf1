import type { ModelCall } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";

const OPENAI = "https://api.openai.com/v1";

/** The names that clients use for the same setting. */
const KEYS = ["api_key", "apiKey"];
const ENDPOINTS = ["endpoint", "base_url", "baseUrl", "baseURL"];

/** The address and key of a provider, from its configuration. Throws `model-call-failed` if they are missing. */
export function endpointOf(
  { name, type, configuration }: ModelCall["provider"],
  allows: (endpoint: URL) => boolean,
): { readonly endpoint: string; readonly apiKey: string } {
  const setting = (names: readonly string[]): string | undefined =>
    names.map((one) => configuration[one]).find((value) => typeof value === "string" && value !== "") as
      | string
      | undefined;
  const apiKey = setting(KEYS);
  if (apiKey === undefined) throw unusable(name, "its configuration has no api_key");
  const given = setting(ENDPOINTS) ?? (type.toLowerCase() === "openai" ? OPENAI : undefined);
  if (given === undefined) throw unusable(name, "its configuration has no endpoint");
  const endpoint = URL.canParse(given) ? new URL(given) : null;
  if (endpoint === null || !/^https?:$/u.test(endpoint.protocol))
    throw unusable(name, "its endpoint is no http or https URL");
  if (!isAllowed(endpoint, allows)) throw unusable(name, "its endpoint is not allowed here");
  return { endpoint: endpoint.href, apiKey };
}

/** A host's function that fails allows nothing. What it threw may be about its own network, so it is not shown. */
function isAllowed(endpoint: URL, allows: (endpoint: URL) => boolean): boolean {
  try {
    return allows(new URL(endpoint)) === true;
  } catch {
    return false;
  }
}

function unusable(name: string, reason: string): LedgerError {
  return new LedgerError("model-call-failed", `the model provider ${name} cannot be called: ${reason}`);
}
