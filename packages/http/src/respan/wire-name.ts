import { CONTENT_FIELDS } from "@promptledger/core";

const NAMES: ReadonlyMap<string, string> = new Map([
  ...CONTENT_FIELDS,
  ["id", "prompt_id"],
  ["slug", "prompt_slug"],
  ["message", "description"],
  ["commandId", "Idempotency-Key"],
  ["expected", "If-Match"],
]);

/** The field of a command, as Respan's API names it: `input.maxTokens` is `max_tokens`, `messages[0].role` stays. */
export function wireName(field: string): string {
  const own = field.replace(/^(?:input|changes)\./u, "");
  const first = /^[A-Za-z]+/u.exec(own)?.[0] ?? "";
  return `${NAMES.get(first) ?? first}${own.slice(first.length)}`;
}
