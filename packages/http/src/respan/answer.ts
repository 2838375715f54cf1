import type { Refusal } from "./refusal.ts";

/** A JSON answer. With a prompt's revision it carries the ETag that the `If-Match` of the next write to that prompt is compared with. */
export function json(status: number, body: unknown, revision?: number): Response {
  const headers = new Headers({ "content-type": "application/json" });
  if (revision !== undefined) headers.set("etag", `"${revision}"`);
  return new Response(JSON.stringify(body), { status, headers });
}

/** The answer to a deletion. */
export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** A refusal as its answer: `{"detail"}`, and `errors` with a list of messages for each field at fault. */
export function refused({ status, message, issues, headers }: Refusal): Response {
  const errors = new Map<string, string[]>();
  for (const { field, message: one } of issues) {
    if (field !== "") errors.set(field, [...(errors.get(field) ?? []), one]);
  }
  const body =
    errors.size === 0 ? { detail: message } : { detail: message, errors: Object.fromEntries(errors) };
  const answer = json(status, body);
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}
