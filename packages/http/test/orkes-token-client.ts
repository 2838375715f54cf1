import { orkesApi, orkesTokens } from "@promptledger/http";
import { ORIGIN, orkesClient } from "./orkes-client.ts";

export const signingKey = new Uint8Array(32).fill(3);

/** A client whose requests come with tokens. */
export async function withTokens() {
  const client = orkesClient();
  const tokens = orkesTokens(client.ledger, { signingKey });
  const handle = orkesApi(client.ledger, { authenticate: tokens.authenticate, tokens });
  await client.ledger.keys.add("admins-secret", {
    id: "admin",
    tenant: "acme",
    actor: { id: "admin", kind: "admin" },
    createdAt: 1,
  });
  const call = async (method: string, path: string, token?: string, body?: object) => {
    const headers = token === undefined ? {} : { "x-authorization": token };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await handle(new Request(`${ORIGIN}/orkes${path}`, { method, headers, ...init }));
    const text = await response.text();
    return {
      status: response.status,
      body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  };
  const token = async (keyId: string, keySecret: string, more: object = {}): Promise<string> =>
    String((await call("POST", "/api/token", undefined, { keyId, keySecret, ...more })).body["token"]);
  return { ...client, call, token, tokens };
}

type Tokens = Awaited<ReturnType<typeof withTokens>>;

/** An application with a key and a token for it, made by an admin. */
export async function newApplication({ call, token }: Tokens, admin: string) {
  const id = String((await call("POST", "/api/applications", admin, { name: "app" })).body["id"]);
  const { body } = await call("POST", `/api/applications/${id}/accessKeys`, admin);
  const key = { id: String(body["id"]), secret: String(body["secret"]) };
  return { id, key, token: await token(key.id, key.secret) };
}
