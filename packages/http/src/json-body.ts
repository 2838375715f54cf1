import { readBodyText } from "./body-text.ts";

/** A request's body: nothing but white space, a JSON value, or the reason why it is neither. */
export type JsonBody =
  | { readonly status: "blank" }
  | { readonly status: "json"; readonly value: unknown }
  | { readonly status: "refused"; readonly reason: string };

/**
 * Reads a body as JSON in UTF-8, whatever its content type says. What its values hold is not looked at: the ledger refuses in each field what
 * it could not give back, and fields that nobody reads may hold anything.
 */
export async function readJsonBody(request: Request): Promise<JsonBody> {
  const body = await readBodyText(request);
  if (body.status === "refused") return body;
  if (body.text.trim() === "") return { status: "blank" };
  try {
    return { status: "json", value: JSON.parse(body.text) };
  } catch {
    return { status: "refused", reason: "the body is not valid JSON" };
  }
}
