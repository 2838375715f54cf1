import type { Refusal } from "./refusal.ts";
import { Unauthorized } from "./refusal.ts";

/** A JSON answer. */
export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

/** 200 with nothing in it: without a content type, or clients would look for JSON. */
export function done(): Response {
  return new Response(null, { status: 200, headers: { "content-length": "0" } });
}

/** 200 with a text, as it is. */
export function text(body: string): Response {
  return new Response(body, { status: 200, headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** A refusal as its answer: `{ status, message, instance, retryable }`, or where a token is at fault `{ message, error, timestamp }`. */
export function refused(refusal: Refusal | Unauthorized, instance: string, now: number): Response {
  const { message } = refusal;
  if (refusal instanceof Unauthorized) return json(401, { message, error: refusal.error, timestamp: now });
  const { status, retryable, headers } = refusal;
  const answer = json(status, { status, message, instance, retryable });
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}
