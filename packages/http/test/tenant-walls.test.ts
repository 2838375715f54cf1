import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { orkesApi, orkesTokens, respanApi } from "@promptledger/http";
import { aesSecrets } from "@promptledger/models";
import { beforeAll, describe, expect, test } from "vitest";
import { ROUTES as ORKES_ROUTES } from "../src/orkes/routes.ts";
import { ROUTES as RESPAN_ROUTES } from "../src/respan/routes.ts";
import { ORIGIN } from "./orkes-client.ts";

// Two tenants with the same slugs, and keys of each. One tries every endpoint of every API with the ids of the other.

const MARK = "SECRET-OF-THE-OTHER";
const store = memoryEventStore();
const models = {
  complete: async () => {
    throw new Error("no model of the other may be called");
  },
};
const ledger = createLedger({ store, models, secrets: aesSecrets(new Uint8Array(32).fill(1)) });
const tokens = orkesTokens(ledger, { signingKey: new Uint8Array(32).fill(2) });
const apis = {
  respan: respanApi(ledger, {
    async authenticate({ headers }) {
      const key = await ledger.keys.find(headers.get("authorization")?.slice("Bearer ".length) ?? "");
      return key === null ? null : ledger.keys.identity(key);
    },
  }),
  orkes: orkesApi(ledger, { authenticate: tokens.authenticate, tokens }),
};

type Tenant = "acme" | "other";
const authorization: { [Name in Tenant]?: { readonly [header: string]: string } } = {};

async function send(tenant: Tenant, api: keyof typeof apis, method: string, path: string, body?: unknown) {
  const init = { method, headers: authorization[tenant] ?? {} };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await apis[api](
    new Request(`${ORIGIN}${path}`, body === undefined ? init : { ...init, body: text }),
  );
  return { status: response.status, text: await response.text() };
}

/** What the other's ids are put for in a path. */
const ids: { [parameter: string]: string } = {};

async function seedTenant(tenant: Tenant): Promise<void> {
  const mark = tenant === "other" ? MARK : "of acme";
  const key = { id: "admin", tenant, actor: { id: "admin", kind: "admin" as const }, createdAt: 1 };
  await ledger.keys.add(`key-of-${tenant}`, key);
  authorization[tenant] = {
    authorization: `Bearer key-of-${tenant}`,
    "x-authorization": (await tokens.issue("admin", `key-of-${tenant}`)) ?? "",
  };
  const orkes = (method: string, path: string, body?: unknown) => send(tenant, "orkes", method, path, body);
  const respan = (method: string, path: string, body?: unknown) => send(tenant, "respan", method, path, body);
  const provider = {
    type: "custom",
    description: mark,
    configuration: { api_key: mark, endpoint: "http://x.test" },
  };
  await orkes("POST", "/api/integrations/provider/same", provider);
  await orkes("POST", "/api/integrations/provider/same/integration/same", { description: mark });
  await orkes("POST", `/api/prompts/same?description=${mark}&models=same:same`, mark);
  await orkes("PUT", "/api/prompts/same/tags", [{ key: "same", value: "same" }]);
  if (tenant === "acme") return;
  await orkes("POST", "/api/integrations/provider/others", provider);
  await orkes("POST", "/api/integrations/provider/others/integration/others", { description: mark });
  await orkes("POST", `/api/prompts/others?description=${mark}&models=others:others`, mark);
  await orkes("POST", `/api/prompts/others?description=${mark}&version=3`, mark);
  await orkes("PUT", "/api/prompts/others/tags", [{ key: MARK, value: MARK }]);
  const made = JSON.parse((await respan("POST", "/api/prompts/", { name: `Others ${mark}` })).text) as {
    id: string;
  };
  const content = { messages: [{ role: "user", content: mark }], model: mark };
  for (let number = 1; number <= 3; number++)
    await respan("POST", `/api/prompts/${made.id}/versions/`, { ...content, deploy: number === 1 });
  const application = JSON.parse((await orkes("POST", "/api/applications", { name: mark })).text) as {
    id: string;
  };
  for (const path of ["integrations/provider/others", "integrations/provider/others/integration/others"])
    await orkes("PUT", `/api/${path}/tags`, [{ key: MARK, value: MARK }]);
  await orkes("PUT", `/api/applications/${application.id}/tags`, [{ key: MARK, value: MARK }]);
  const accessKey = JSON.parse(
    (await orkes("POST", `/api/applications/${application.id}/accessKeys`)).text,
  ) as {
    id: string;
    secret: string;
  };
  Object.assign(ids, {
    prompt_id: made.id,
    version: "3",
    name: "others",
    integration_provider: "others",
    integration_name: "others",
    application: application.id,
    role: "ADMIN",
    key_id: accessKey.id,
    key_secret: accessKey.secret,
    user: `app:${application.id}`,
  });
}

const content = { messages: [{ role: "user", content: "x" }], model: "x" };
const grant = (id: string) => ({
  subject: { type: "USER", id: "ann" },
  target: { type: "PROMPT", id },
  access: ["READ"],
});

/** A body for every endpoint that takes one: a route without an entry fails. */
const bodies: { readonly [endpoint: string]: unknown } = {
  "POST /api/prompts": { name: "mine" },
  "POST /api/prompts/list": {},
  "POST /api/prompts/summary": {},
  "PATCH /api/prompts/:prompt_id": { name: "mine", starred: true },
  "POST /api/prompts/:prompt_id/versions": { ...content, deploy: true },
  "PATCH /api/prompts/:prompt_id/versions/:version": { ...content, deploy: true },
  "POST /api/prompts/:prompt_id/commits": {},
  "POST /api/prompts/:prompt_id/deployments": { version: 3 },
  "orkes POST /api/prompts": [{ name: "mine", template: "x", integrations: ["others:others"] }],
  "POST /api/prompts/test": { llmProvider: "others", model: "others", prompt: "x" },
  "POST /api/prompts/:name": "x",
  "PUT /api/prompts/:name": "x",
  "PUT /api/prompts/:name/tags": [{ key: MARK, value: MARK }],
  "DELETE /api/prompts/:name/tags": [{ key: MARK, value: MARK }],
  "POST /api/integrations/provider/:integration_provider": { type: "custom" },
  "POST /api/integrations/provider/:integration_provider/integration/:integration_name": {},
  "POST /api/integrations/provider/:integration_provider/integration/:integration_name/prompt/:name":
    undefined,
  "PUT /api/integrations/provider/:integration_provider/tags": [{ key: MARK, value: MARK }],
  "DELETE /api/integrations/provider/:integration_provider/tags": [{ key: MARK, value: MARK }],
  "PUT /api/integrations/provider/:integration_provider/integration/:integration_name/tags": [
    { key: MARK, value: MARK },
  ],
  "DELETE /api/integrations/provider/:integration_provider/integration/:integration_name/tags": [
    { key: MARK, value: MARK },
  ],
  "POST /api/auth/authorization": grant("others"),
  "DELETE /api/auth/authorization": grant("others"),
  "POST /api/applications": { name: "mine" },
  "PUT /api/applications/:id": { name: "mine" },
  "PUT /api/applications/:id/tags": [{ key: MARK, value: MARK }],
  "DELETE /api/applications/:id/tags": [{ key: MARK, value: MARK }],
  "POST /api/applications/:id/accessKeys/:key_id/status": undefined,
  "POST /api/applications/:id/roles/:role": undefined,
  "POST /api/applications/:id/accessKeys": undefined,
};

interface Endpoint {
  readonly api: keyof typeof apis;
  readonly method: string;
  readonly path: string;
}

const endpoints: readonly Endpoint[] = (["respan", "orkes"] as const).flatMap((api) =>
  (api === "respan" ? RESPAN_ROUTES : ORKES_ROUTES).flatMap(({ path, endpoints: methods }) =>
    Object.keys(methods).map((method) => ({ api, method, path })),
  ),
);

function bodyFor({ api, method, path }: Endpoint): unknown {
  for (const name of [`${api} ${method} ${path}`, `${method} ${path}`])
    if (Object.hasOwn(bodies, name)) return bodies[name];
  if (method === "GET" || method === "DELETE") return undefined;
  throw new Error(`${method} ${path} of ${api} has no body here: add one`);
}

function addressOf({ path }: Endpoint, values: { readonly [parameter: string]: string }): string {
  const filled = path.replaceAll(/:([a-z_]+)/gu, (_, parameter: string) =>
    encodeURIComponent(values[parameter] ?? `no-${parameter}`),
  );
  const query = path.endsWith("checkPermissions") ? "?type=PROMPT&id=others" : "?description=x";
  return filled + query;
}

/** All that there is of a tenant: its log, its keys, what its own admin is shown. */
async function everythingOf(tenant: Tenant): Promise<string> {
  const events: unknown[] = [];
  for await (const event of store.readLog(tenant, { after: 0 })) events.push(event);
  const keys = (await ledger.keys.list()).filter((key) => key.tenant === tenant);
  const shown = await Promise.all([
    send(tenant, "respan", "POST", "/api/prompts/list/", {}),
    send(tenant, "respan", "GET", "/api/prompts/summary/"),
    send(tenant, "orkes", "GET", "/api/prompts"),
    send(tenant, "orkes", "GET", "/api/integrations/provider"),
    send(tenant, "orkes", "GET", "/api/applications"),
    send(tenant, "orkes", "GET", "/api/auth/authorization/PROMPT/others"),
  ]);
  return JSON.stringify([events, keys, shown, await store.records.list(tenant, "actor")]);
}

beforeAll(async () => {
  await seedTenant("acme");
  await seedTenant("other");
});

describe("with the ids of another tenant", () => {
  test.each(endpoints)("$api $method $path shows, changes and counts nothing of it", async (endpoint) => {
    const { api, method, path } = endpoint;
    const before = await everythingOf("other");
    expect(before).toContain(MARK);
    const asIs = {
      ...ids,
      id: path.includes("/users/") ? (ids["user"] ?? "") : (ids["application"] ?? ""),
      type: "PROMPT",
    };
    const same = { ...asIs, name: "same", integration_provider: "same", integration_name: "same" };
    for (const values of [asIs, { ...asIs, id: "others" }, same]) {
      // What acme has by these names is its own, and may say so.
      const answer = await send("acme", api, method, addressOf(endpoint, values), bodyFor(endpoint));
      const echo = method === "GET" ? [] : [JSON.stringify(bodyFor(endpoint) ?? "")];
      if (!echo.some((text) => text.includes(MARK))) expect(answer.text).not.toContain(MARK);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toContain(ids["key_secret"]);
      if (path.includes(":prompt_id")) expect(answer.status).toBe(404);
    }
    expect(await everythingOf("other")).toBe(before);
  });

  test("lists and counts are of one tenant's own alone", async () => {
    const names = (text: string) => (JSON.parse(text) as { name: string }[]).map(({ name }) => name);
    expect(names((await send("other", "orkes", "GET", "/api/prompts")).text)).toEqual([
      "others",
      expect.stringMatching(/^others-/u),
      "same",
    ]);
    const { total } = await ledger.as({ tenant: "other", actor: { id: "host" } }).prompts.find();
    const summary = await send("other", "respan", "GET", "/api/prompts/summary/");
    expect(JSON.parse(summary.text)).toEqual({ total_count: total });
    expect((await send("acme", "orkes", "GET", "/api/integrations/all")).text).not.toContain(MARK);
  });

  test("a key pair of one is unknown in the other, and a token names its tenant", async () => {
    const pair = (keyId: string, keySecret: string) => tokens.issue(keyId, keySecret);
    expect(await pair(ids["key_id"] ?? "", "key-of-acme")).toBeNull();
    expect(await pair("admin", ids["key_secret"] ?? "")).toBeNull();
    const own = await pair(ids["key_id"] ?? "", ids["key_secret"] ?? "");
    const request = new Request(ORIGIN, { headers: { "x-authorization": own ?? "" } });
    expect(await tokens.authenticate(request)).toMatchObject({ tenant: "other" });
  });
});
