import { invalidInput } from "../validation/parse.ts";

/** What the name of a key, and so of an origin, may not have: spaces of any script, control characters, and plus. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const REFUSED = /[\s\u0000-\u001f\u007f-\u009f+]/u;

/** Refuses a host of origins with `invalid-input`, which says what is wrong with it. */
export function checkHost(host: string): void {
  const flaw = flawOfHost(host);
  if (flaw !== null) throw invalidInput([{ field: "proof.host", message: flaw }]);
}

/** What is wrong with a host of origins; null for nothing. */
function flawOfHost(host: unknown): string | null {
  if (typeof host !== "string" || host === "") return "must be a text, such as ledger.example.com";
  if (/[\n\r]/u.test(host)) return "must have no newline, which ends the line that it stands on";
  if (host.includes("+")) return "must have no plus, which separates the parts of a key";
  if (REFUSED.test(host) || !host.isWellFormed()) return "must have no spaces and no control characters";
  if (host.includes("://")) return "must be without a scheme, such as ledger.example.com";
  if (host.endsWith("/")) return "must not end with a slash; the tenant is added behind one";
  return null;
}

/** Whether a text may be the name of a key: not empty, without spaces, control characters and plus. */
export function isKeyName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !REFUSED.test(name);
}

/** The origin of a tenant's checkpoints: `<host>/<tenant>`. Throws `invalid-input` for what cannot be one. */
export function originOf(host: string, tenant: string): string {
  checkHost(host);
  if (!isKeyName(tenant))
    throw invalidInput([{ field: "tenant", message: "must have no newline, plus or space" }]);
  return `${host}/${tenant}`;
}
