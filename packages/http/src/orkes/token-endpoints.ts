import { z } from "zod";
import { json } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { bodyOf } from "./call.ts";
import { Refusal, Unauthorized } from "./refusal.ts";

const credentials = z.object({
  keyId: z.string().min(1),
  keySecret: z.string().min(1),
  expiration: z.number().nullish(),
});

/** `POST /api/token`: a token for a key pair. 401 for a wrong one, never 404, which clients take for a server without authentication. */
export async function createToken(call: Pick<Call, "request" | "settings">): Promise<Response> {
  const { keyId, keySecret, expiration } = await bodyOf(call, credentials).catch((error: unknown) => {
    throw error instanceof Refusal ? wrongPair() : error;
  });
  const token = await call.settings.tokens?.issue(keyId, keySecret, expiration ?? undefined);
  if (!token) throw wrongPair();
  return json(200, { token });
}

/** `GET /api/token/userInfo`: who the caller is. */
export const userInfo: Endpoint = async ({ ledger, actor, query }) => {
  const roles = (actor.memberOf ?? []).filter(({ type }) => type === "role").map(({ id }) => id);
  const named = actor.kind === "admin" && !roles.includes("ADMIN") ? [...roles, "ADMIN"] : roles;
  const user = {
    id: actor.id,
    name: [actor.firstName, actor.lastName].filter((name) => name !== undefined).join(" ") || actor.id,
    roles: named.map((name) => ({ name, permissions: [] })),
    groups: (actor.memberOf ?? []).filter(({ type }) => type === "group").map(({ id }) => ({ id })),
    uuid: actor.id,
    namespace: ledger.tenant,
    applicationUser: actor.kind === "application",
  };
  return json(200, query.get("claims") === "true" ? { user, claims: { sub: user.id } } : user);
};

function wrongPair(): Unauthorized {
  return new Unauthorized("INVALID_TOKEN", "The key id or the key secret is wrong.");
}
