import type { TenantLedger, WriteOptions } from "@promptledger/core";
import type { z } from "zod";
import { readJsonBody } from "../json-body.ts";
import { issuesOf, messageOf } from "../schema-issues.ts";
import { badRequest, notFound, Refusal } from "./refusal.ts";

/** A request that was authenticated and routed. */
export interface Call {
  /** The ledger as the request's actor uses it. */
  readonly ledger: TenantLedger;
  readonly environment: string;
  readonly request: Request;
  /** The request's address as its client knows it. */
  readonly url: URL;
  readonly params: { readonly [name: string]: string };
}

/** Answers one kind of request. Throws a refusal or an error of the ledger. */
export type Endpoint = (call: Call) => Promise<Response>;

/** The path's prompt; 404 for what can be no prompt's id. */
export function promptOf({ params }: Call): { readonly id: string } {
  const id = params["prompt_id"] ?? "";
  if (/^[A-Za-z0-9_-]{1,64}$/u.test(id)) return { id };
  throw notFound("There is no such prompt.");
}

/** The path's version number; 404 for what can be none. */
export function numberOf({ params }: Call): number {
  const text = params["version"] ?? "";
  if (/^[1-9][0-9]{0,9}$/u.test(text) && Number(text) <= 2_147_483_647) return Number(text);
  throw notFound("There is no such version.");
}

/** The body as a schema reads it; a blank one is read as if `blank` had been sent. */
export async function bodyOf<T>({ request }: Call, schema: z.ZodType<T>, blank: unknown = {}): Promise<T> {
  const body = await readJsonBody(request);
  if (body.status === "refused") throw new Refusal(400, `Bad request: ${body.reason}.`);
  const result = schema.safeParse(body.status === "json" ? body.value : blank, { error: messageOf });
  if (result.success) return result.data;
  throw badRequest(issuesOf(result.error));
}

const MAXIMUM_KEY = 255;

/** The request's `Idempotency-Key` and `If-Match`, for a write. */
export function writeOptions({ request }: Call): WriteOptions {
  const key = request.headers.get("idempotency-key");
  if (key !== null && (key === "" || key.length > MAXIMUM_KEY)) {
    throw badRequest([{ field: "Idempotency-Key", message: `must have 1 to ${MAXIMUM_KEY} characters` }]);
  }
  const expected = expectedOf(request.headers.get("if-match"));
  return { ...(key === null ? {} : { commandId: key }), ...(expected === null ? {} : { expected }) };
}

// A proxy that compresses an answer makes its ETag weak, so `W/` is let pass: revisions are numbers either way.
function expectedOf(header: string | null): number | null {
  if (header === null || header.trim() === "*") return null;
  const revision = /^\s*(?:W\/)?"(\d{1,15})"\s*$/u.exec(header)?.[1];
  if (revision !== undefined) return Number(revision);
  throw badRequest([{ field: "If-Match", message: 'must be one ETag of this API, such as "7", or *' }]);
}
