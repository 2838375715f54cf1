import { readBodyText } from "./body-text.ts";

/** How deep a body's values may be nested, the body itself counted. */
export const MAXIMUM_BODY_DEPTH = 64;

/** A request's body: nothing but white space, a JSON value that the ledger can store, or the reason why it is neither. */
export type JsonBody =
  | { readonly status: "blank" }
  | { readonly status: "json"; readonly value: unknown }
  | { readonly status: "refused"; readonly reason: string };

/** Reads a body as JSON in UTF-8, whatever its content type says. */
export async function readJsonBody(request: Request): Promise<JsonBody> {
  const body = await readBodyText(request);
  if (body.status === "refused") return body;
  if (body.text.trim() === "") return { status: "blank" };
  let value: unknown;
  try {
    value = JSON.parse(body.text);
  } catch {
    return { status: "refused", reason: "the body is not valid JSON" };
  }
  const flaw = flawOf(value, 1);
  return flaw === null ? { status: "json", value } : { status: "refused", reason: flaw };
}

/** The first thing in a parsed value that the ledger could not give back as it is. */
function flawOf(value: unknown, depth: number): string | null {
  if (typeof value === "string") return flawOfText(value);
  if (typeof value === "number")
    return Number.isFinite(value) ? null : "the body holds a number that is too large";
  if (typeof value !== "object" || value === null) return null;
  if (depth > MAXIMUM_BODY_DEPTH) return `the body is nested deeper than ${MAXIMUM_BODY_DEPTH} levels`;
  for (const [key, entry] of Object.entries(value)) {
    if (key === "__proto__") return "the body has a key named __proto__";
    const flaw = flawOfText(key) ?? flawOf(entry, depth + 1);
    if (flaw !== null) return flaw;
  }
  return null;
}

function flawOfText(text: string): string | null {
  if (!text.isWellFormed()) return "the body holds a lone surrogate, which is no Unicode text";
  return text.includes("\u0000") ? "the body holds a NUL character" : null;
}
