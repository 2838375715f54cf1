import { memoryEventStore } from "@promptledger/adapter-memory";
import type { AuthenticatedActor, Permission } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { orkesApi, orkesTokens, respanApi } from "@promptledger/http";
import type { StoreCalls } from "./counting-store.ts";
import { countingStore } from "./counting-store.ts";
import { authenticateSender, ORIGIN, senderHeader } from "./orkes-client.ts";
import { JANE } from "./respan-client.ts";

/** Who calls: an admin needs no grant; a user has those of a creator, or where these are not enough one on the whole tenant. */
export type Caller = "admin" | "user";

/** One of the two APIs. */
export type Api = "respan" | "orkes";

/** What is sent beside the method and the address. */
export interface Sent {
  readonly body?: string | undefined;
  /** Whether a user sends it who has a grant on the whole tenant. Default: the user who has made everything. */
  readonly wholeTenant?: boolean;
}

/** An answer, and the calls to the store that it took. */
export interface Counted {
  readonly status: number;
  readonly text: string;
  readonly calls: StoreCalls;
}

/** Both APIs of one process, over a tenant that it has seeded itself. */
export interface SeededApis {
  send(api: Api, method: string, address: string, sent?: Sent): Promise<Counted>;
  /** What requests need to know of the tenant. */
  readonly values: { readonly [name: string]: string };
}

const ANN: AuthenticatedActor = { id: "ann", kind: "user", email: "ann@example.com" };
// Who gives an application a role, or makes it a key, must hold its roles.
const memberOf = ["OLD-1", "OLD-2", "NEW-1", "NEW-2"].map((id) => ({ type: "role" as const, id }));
const LEAD: AuthenticatedActor = { id: "lead", kind: "user", email: "lead@example.com", memberOf };
const SECRET = "a secret that the operator chose";
const TENANT = "acme";
const CONTENT = { messages: [{ role: "user", content: "Hello" }], model: "small" };

const OLD_TAGS = ["old-1", "old-2"].map((key) => ({ key, value: "x" }));

/** Seeds a tenant by requests of the caller's own, with two of everything; `endpoint-requests.ts` says what there is. */
export async function seededApis(caller: Caller): Promise<SeededApis> {
  const { store, take } = countingStore(memoryEventStore());
  const ledger = createLedger({ store, models: { complete: async () => ({ text: "Hi" }) } });
  const tokens = orkesTokens(ledger, { signingKey: new Uint8Array(32).fill(1) });
  const options = {
    authenticate: authenticateSender,
    onError(error: unknown) {
      throw error;
    },
  };
  const apis = { respan: respanApi(ledger, options), orkes: orkesApi(ledger, { ...options, tokens }) };
  const [actor, lead] = caller === "admin" ? [JANE, JANE] : [ANN, LEAD];
  const values: { [name: string]: string } = { caller: actor.id, secret: SECRET };

  const send: SeededApis["send"] = async (api, method, address, { body, wholeTenant = false } = {}) => {
    const init = { method, headers: senderHeader(wholeTenant ? lead : actor, TENANT) };
    const request = new Request(`${ORIGIN}${address}`, body === undefined ? init : { ...init, body });
    take();
    const response = await apis[api](request);
    const text = await response.text();
    // What an endpoint begins and does not wait for counts too.
    await new Promise((resolve) => setImmediate(resolve));
    return { status: response.status, text, calls: take() };
  };

  async function make(api: Api, method: string, address: string, body?: unknown): Promise<string> {
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const wholeTenant = address.startsWith("/api/applications");
    const answer = await send(api, method, address, { body: text, wholeTenant });
    if (answer.status >= 300) throw new Error(`${method} ${address} answered ${answer.text}`);
    return answer.text;
  }

  async function makeNumber(number: 1 | 2): Promise<void> {
    const provider = `/api/integrations/provider/ours-${number}`;
    await make("orkes", "POST", provider, { type: "custom" });
    await make("orkes", "POST", `${provider}/integration/small-1`, {});
    for (const tagged of [provider, `${provider}/integration/small-1`])
      await make("orkes", "PUT", `${tagged}/tags`, OLD_TAGS);

    const saved = `/api/prompts/saved-${number}`;
    for (const version of [1, 2, 3])
      await make("orkes", "POST", `${saved}?description=d&version=${version}&models=ours-1:small-1`, "Hello");
    await make("orkes", "PUT", `${saved}/tags`, OLD_TAGS);
    for (const target of [
      { type: "PROMPT", id: `saved-${number}` },
      { type: "INTEGRATION_PROVIDER", id: `ours-${number}` },
    ])
      for (const id of ["old-1", "old-2"])
        await make("orkes", "POST", "/api/auth/authorization", {
          subject: { type: "USER", id },
          target,
          access: ["READ"],
        });

    for (const [name, count] of [
      ["made", 4],
      ["undeployed", 2],
    ] as const) {
      const id = `${name}-${number}`;
      await make("respan", "POST", "/api/prompts/", { name: id, prompt_id: id, prompt_slug: id });
      for (let version = 1; version <= count; version++)
        await make("respan", "POST", `/api/prompts/${id}/versions/`, CONTENT);
    }
    await make("respan", "POST", `/api/prompts/made-${number}/deployments/`, { version: 3 });

    const { id } = JSON.parse(await make("orkes", "POST", "/api/applications", { name: "App" })) as Shown;
    for (const role of ["OLD-1", "OLD-2"])
      await make("orkes", "POST", `/api/applications/${id}/roles/${role}`);
    await make("orkes", "PUT", `/api/applications/${id}/tags`, OLD_TAGS);
    const key = JSON.parse(await make("orkes", "POST", `/api/applications/${id}/accessKeys`)) as Shown;
    Object.assign(values, {
      [`application_${number}`]: id,
      [`key_${number}`]: key.id,
      [`secret_${number}`]: key.secret,
    });
  }

  // No API grants on the whole tenant, or adds a person's key.
  const { access } = ledger.as({ tenant: TENANT, actor: { id: "host" } });
  const grantTo = (id: string, ...permissions: readonly Permission[]) =>
    access.grant({ tenant: true }, { subject: { type: "user", id }, permissions });
  await grantTo(LEAD.id, "READ", "UPDATE");
  // Adding an integration needs it.
  await grantTo(ANN.id, "CREATE");
  const kind = actor.kind === "admin" ? "admin" : "user";
  await ledger.keys.add(SECRET, {
    id: actor.id,
    tenant: TENANT,
    actor: { id: actor.id, kind },
    createdAt: 1,
  });
  await makeNumber(1);
  await makeNumber(2);
  return { send, values };
}

interface Shown {
  readonly id: string;
  readonly secret: string;
}
