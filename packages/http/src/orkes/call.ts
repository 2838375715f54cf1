import type { Ledger, TenantLedger, WriteOptions } from "@promptledger/core";
import type { z } from "zod";
import { readJsonBody } from "../json-body.ts";
import { issuesOf, messageOf } from "../schema-issues.ts";
import { badRequest, Refusal } from "./refusal.ts";
import type { OrkesTokens } from "./tokens.ts";

/** What requests share that are answered by one API. */
export interface Settings {
  readonly ledger: Ledger;
  readonly tokens: OrkesTokens | null;
  /** The environment that every save makes its version live in; null where saving deploys nothing. */
  readonly deployOnSave: string | null;
}

/** A request that was authenticated and routed. */
export interface Call {
  /** The ledger as the request's actor uses it. */
  readonly ledger: TenantLedger;
  readonly actor: Parameters<Ledger["as"]>[0]["actor"];
  readonly settings: Settings;
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly params: { readonly [name: string]: string };
}

/** Answers one kind of request. Throws a refusal or an error of the ledger. */
export type Endpoint = (call: Call) => Promise<Response>;

/** A segment of the path, decoded. */
export function param({ params }: Pick<Call, "params">, name: string): string {
  return params[name] ?? "";
}

/** The path's prompt: Orkes' name is the ledger's slug (rule X1). */
export function promptOf(call: Call): string {
  return param(call, "name");
}

/** The body as a schema reads it; a blank one is read as if `blank` had been sent. */
export async function bodyOf<T>(
  { request }: Pick<Call, "request">,
  schema: z.ZodType<T>,
  blank: unknown = undefined,
): Promise<T> {
  const body = await readJsonBody(request);
  if (body.status === "refused") throw new Refusal(400, `Bad request: ${body.reason}.`);
  const result = schema.safeParse(body.status === "json" ? body.value : blank, { error: messageOf });
  if (result.success) return result.data;
  throw badRequest(issuesOf(result.error));
}

const MAXIMUM_KEY = 240;

/** The request's `Idempotency-Key`, for a write; in a request of several writes each has the key with its index behind (rule X14). */
export function writeOptions({ request }: Call, index?: number): WriteOptions {
  const key = request.headers.get("idempotency-key");
  if (key === null) return {};
  if (key === "" || key.length > MAXIMUM_KEY)
    throw badRequest([{ field: "Idempotency-Key", message: `must have 1 to ${MAXIMUM_KEY} characters` }]);
  return { commandId: index === undefined ? key : `${key}#${index}` };
}
