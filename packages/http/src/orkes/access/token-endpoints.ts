import * as z from "zod";
import { jsonBody } from "../../api/body/json-body.ts";
import { HttpError } from "../../api/errors/http-error.ts";
import { NO_STORE } from "../../api/no-store.ts";
import type { Endpoint, WithoutToken } from "../wire/call.ts";
import { tokenError } from "../wire/errors.ts";
import { userObject } from "./users.ts";

const credentials = z.object({
  keyId: z.string().min(1),
  keySecret: z.string().min(1),
  expiration: z.number().nullish(),
});

/** `POST /api/token`: a token for a key pair. A wrong pair is 401, never 404: clients take 404 for a server without authentication. */
export async function create(call: WithoutToken): Promise<Response> {
  const { keyId, keySecret, expiration } = await jsonBody(call, credentials).catch((error: unknown) => {
    throw error instanceof HttpError ? wrongPair() : error;
  });
  const token = await call.settings.tokens?.issue(keyId, keySecret, expiration ?? undefined);
  if (!token) throw wrongPair();
  return Response.json({ token }, { headers: NO_STORE });
}

/** `GET /api/token/userInfo`: who the caller is. */
export const userInfo: Endpoint = async ({ ledger, actor, url }) => {
  const user = userObject(ledger, actor);
  const claims = url.searchParams.get("claims") === "true";
  return Response.json(claims ? { user, claims: { sub: actor.id } } : user, { headers: NO_STORE });
};

function wrongPair(): HttpError {
  return tokenError("INVALID_TOKEN", "The key id or the key secret is wrong.");
}
