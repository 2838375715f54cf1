import type { WriteOptions } from "@promptledger/core";
import { MAXIMUM_NUMBER } from "@promptledger/core";
import type { ApiCall, Route } from "../../api/call.ts";
import { notFound } from "../../api/errors/http-error.ts";
import { commandIdOf, expectedOf } from "../../api/write-options.ts";

/** What all requests share. */
export interface Settings {
  /** The environment that `live` means. */
  readonly environment: string;
}

/** A request to Respan's API. */
export type Call = ApiCall<Settings>;

/** Answers one kind of request. */
export type Endpoint = Route<Call>["endpoints"][string];

/** The path's prompt; 404 for a text that cannot be a prompt's id. */
export function promptOf({ params }: Call): { readonly id: string } {
  const id = params["prompt_id"] ?? "";
  if (/^[A-Za-z0-9_-]{1,64}$/u.test(id)) return { id };
  throw notFound("There is no such prompt.");
}

/** The path's version number; 404 for a text that cannot be one. */
export function numberOf({ params }: Call): number {
  const text = params["version"] ?? "";
  if (/^[1-9][0-9]{0,9}$/u.test(text) && Number(text) <= MAXIMUM_NUMBER) return Number(text);
  throw notFound("There is no such version.");
}

/** The request's `Idempotency-Key` and `If-Match`, for a write. */
export function writeOptions({ request }: Call): WriteOptions {
  // Respan stores any text. What cannot be rendered is a warning.
  return { ...commandIdOf(request, 255), ...expectedOf(request), templateFaults: "accept" };
}

/** The header of an answer about a prompt that a later write may send in `If-Match`: the prompt's revision. */
export function etagOf(revision: number): { readonly etag: string } {
  return { etag: `"${revision}"` };
}

/** A JSON answer about a prompt, with its ETag and other headers. */
export function answer(
  status: number,
  body: object,
  revision: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(body, { status, headers: { ...etagOf(revision), ...headers } });
}

/** The answer to a deletion. */
export function noContent(headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 204, headers });
}
