import type { WriteOptions } from "@promptledger/core";
import type { ApiCall, OpenCall, Route } from "../../api/call.ts";
import { commandIdOf } from "../../api/write-options.ts";
import type { OrkesTokens } from "./tokens.ts";

/** What all requests share. */
export interface Settings {
  readonly tokens: OrkesTokens | null;
  /** The environment in which every save makes its version live; null if saving deploys nothing. */
  readonly deployOnSave: string | null;
  /** Whose escapes the text of a prompt may have without quotes around it; null if nobody's. */
  readonly bodyEscapes: "python" | null;
}

/** A request to Orkes' API. */
export type Call = ApiCall<Settings>;

/** A request to a path that needs no token. */
export type WithoutToken = OpenCall<Settings>;

/** Answers one kind of request. */
export type Endpoint = Route<Call>["endpoints"][string];

/** A segment of the path, decoded. */
export function param({ params }: Call, name: string): string {
  return params[name] ?? "";
}

/** The path's prompt. Orkes' name is the ledger's slug (rule X1). */
export function promptOf(call: Call): string {
  return param(call, "name");
}

/** The request's `Idempotency-Key`, for a write. If a request writes several times, each write has the key and its index (rule X14). */
export function writeOptions({ request }: Call, index?: number): WriteOptions {
  const commandId = commandIdOf(request, 240, index === undefined ? "" : `#${index}`);
  // Orkes stores any text. What cannot be rendered is a warning.
  return { ...commandId, templateFaults: "accept" };
}

/** An endpoint that writes, and answers 200 with an empty body. */
export function writing(write: (call: Call) => Promise<unknown>): Endpoint {
  return saving(async (call) => {
    await write(call);
    return {};
  });
}

/** An endpoint that writes, and answers 200 with an empty body and the headers that the write gives it. */
export function saving(write: (call: Call) => Promise<Readonly<Record<string, string>>>): Endpoint {
  return async (call) => {
    const headers = await write(call);
    // Without a content type, or clients would look for JSON.
    return new Response(null, { status: 200, headers: { "content-length": "0", ...headers } });
  };
}
