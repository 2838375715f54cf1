// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { LedgerError } from "@promptledger/core";
import { aesSecrets, openAiModels } from "@promptledger/models";
import type { ChatAnswer, ModelServer } from "@promptledger/test-servers";
import { startModelServer } from "@promptledger/test-servers";
import { afterEach, describe, expect, test } from "vitest";
import type { OrkesClient } from "./orkes-client.ts";
import { orkesClient } from "./orkes-client.ts";

const KEY = "sk-of-the-provider";
const PROVIDER = "/api/integrations/provider/ours";
const MODEL = `${PROVIDER}/integration/tiny%3A7b`;
const ann = { id: "ann", kind: "user" } as const;
const servers: ModelServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const secrets = aesSecrets(new Uint8Array(32).fill(7));

async function setUp(answer?: ChatAnswer): Promise<OrkesClient & { readonly models: ModelServer }> {
  const models = await startModelServer(answer);
  servers.push(models);
  const client = orkesClient({
    secrets,
    models: openAiModels({ timeout: 2000, allowPrivateAddresses: true }),
  });
  const provider = {
    type: "openai_compatible",
    category: "AI_MODEL",
    description: "Ours",
    enabled: true,
    configuration: { api_key: KEY, endpoint: models.url },
  };
  expect((await client.send("POST", PROVIDER, provider)).status).toBe(200);
  expect((await client.send("POST", MODEL, { description: "Tiny", enabled: true })).body).toBe("");
  return { ...client, models };
}

const TEST = {
  llmProvider: "ours",
  model: "tiny:7b",
  prompt: "Hi ${name}, ${x}!",
  promptVariables: { name: "Ann" },
};

describe("testing a prompt", () => {
  test("fills the variables in, calls the model, and answers its text as text", async () => {
    const { send, models } = await setUp();
    const body = {
      ...TEST,
      temperature: 0.1,
      topP: 0.9,
      maxTokens: 0,
      stopWords: ["END"],
      response_format: "json",
    };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await send("POST", "/api/prompts/test", body, { headers });
    expect([answer.status, answer.body]).toEqual([200, "<Hi Ann, ${x}!>"]);
    expect(models.requests).toMatchObject([
      {
        authorization: `Bearer ${KEY}`,
        body: {
          model: "tiny:7b",
          messages: [{ role: "user", content: "Hi Ann, ${x}!" }],
          temperature: 0.1,
          top_p: 0.9,
          stop: ["END"],
          response_format: { type: "json_object" },
        },
      },
    ]);
    expect(models.requests[0]?.body).not.toHaveProperty("max_tokens");
  });

  test("needs READ on the model, and a provider that is there", async () => {
    const { send, models } = await setUp();
    expect((await send("POST", "/api/prompts/test", TEST, { as: ann })).status).toBe(403);
    expect((await send("POST", "/api/prompts/test", { ...TEST, llmProvider: "none" })).status).toBe(404);
    expect(models.requests).toHaveLength(0);
    const grant = {
      subject: { type: "user", id: "ann" },
      target: { type: "INTEGRATION", id: "ours:tiny:7b" },
      access: ["READ"],
    };
    expect((await send("POST", "/api/auth/authorization", grant)).status).toBe(200);
    expect((await send("POST", "/api/prompts/test", TEST, { as: ann })).status).toBe(200);
  });

  test("says clearly that the model refuses or takes too long, and never shows the provider's key", async () => {
    const refusing = await setUp((_request, response) => {
      const error = { message: `Incorrect API key provided: ${KEY}` };
      response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ error }));
    });
    const silent = await setUp(() => undefined);
    for (const [client, message] of [
      [refusing, "it answered with 401"],
      [silent, "it did not answer within 2000 ms"],
    ] as const) {
      const answer = await client.send("POST", "/api/prompts/test", TEST);
      expect(answer.status).toBe(502);
      expect((answer.body as { message: string }).message).toContain(message);
      expect(JSON.stringify(answer.body)).not.toContain(KEY);
    }
  });

  test("is 501 where the host calls no models, and 400 for a body that is wrong", async () => {
    const { send } = orkesClient();
    await send("POST", PROVIDER, { type: "custom", configuration: {} });
    expect((await send("POST", "/api/prompts/test", TEST)).status).toBe(501);
    for (const wrong of [{}, { ...TEST, promptVariables: ["name"] }, { ...TEST, temperature: "hot" }])
      expect((await send("POST", "/api/prompts/test", wrong)).status).toBe(400);
  });
});

test.each([
  ["llmProvider", { llmProvider: "a:b" }],
  ["llmProvider", { llmProvider: 5 }],
  ["model", { model: "x".repeat(151) }],
  ["prompt", { prompt: "" }],
  ["prompt", { prompt: "a\u0000" }],
  ["promptVariables", { promptVariables: ["name"] }],
  ["promptVariables.a[0]", { promptVariables: { a: ["\ud800"] } }],
  ["temperature", { temperature: 2.1 }],
  ["topP", { topP: -1 }],
  ["maxTokens", { maxTokens: 1.5 }],
  ["stopWords[1]", { stopWords: ["a", ""] }],
  ["response_format", { response_format: "xml" }],
])("testing a prompt refuses its body's %s in %j, by that name", async (field, wrong) => {
  const { send } = orkesClient();
  const answer = await send("POST", "/api/prompts/test", { ...TEST, ...wrong });
  expect(answer.status).toBe(400);
  expect((answer.body as { message: string }).message.startsWith(`${field}: `)).toBe(true);
});

describe("providers and models", () => {
  test("show everything but their secrets, which stand nowhere in the clear", async () => {
    const { send, store, models } = await setUp();
    const shown = (await send("GET", PROVIDER)).body;
    expect(shown).toMatchObject({
      name: "ours",
      type: "openai_compatible",
      category: "AI_MODEL",
      description: "Ours",
      enabled: true,
      modelsCount: 1,
      configuration: { api_key: "********", endpoint: models.url },
      createdBy: "user@example.com",
    });
    expect((await send("GET", MODEL)).body).toMatchObject({
      integrationName: "ours",
      api: "tiny:7b",
      enabled: true,
    });
    // What was shown may be sent back: the key stays.
    await send("POST", PROVIDER, shown);
    expect((await send("POST", "/api/prompts/test", TEST)).status).toBe(200);
    let stored = "";
    for await (const event of store.readLog("acme", { after: 0 })) stored += event.data + event.metadata;
    expect(stored).toContain("aes256gcm.1.");
    for (const text of [stored, JSON.stringify(shown)]) expect(text).not.toContain(KEY);
  });

  test("keep their key from any other address: a new one needs the key again", async () => {
    const { send, models } = await setUp();
    const other = await startModelServer();
    servers.push(other);
    const shown = (await send("GET", PROVIDER)).body as { readonly configuration: object };
    const moved = { ...shown, configuration: { ...shown.configuration, endpoint: other.url } };
    const answer = await send("POST", PROVIDER, moved);
    expect([answer.status, answer.body]).toEqual([
      400,
      expect.objectContaining({ message: expect.stringContaining("configuration.api_key: was given for") }),
    ]);
    await send("POST", "/api/prompts/test", TEST);
    expect([models.requests.length, other.requests.length]).toEqual([1, 0]);
    const withKey = { ...moved, configuration: { api_key: KEY, endpoint: other.url } };
    expect((await send("POST", PROVIDER, withKey)).status).toBe(200);
    await send("POST", "/api/prompts/test", TEST);
    expect([models.requests.length, other.requests.length]).toEqual([1, 1]);
  });

  test("are listed, with those that are off only where that is asked", async () => {
    const { send } = await setUp();
    await send("POST", `${PROVIDER}/integration/off`, { enabled: false });
    await send("POST", "/api/integrations/provider/away", { type: "custom", enabled: false });
    const names = async (path: string, name: string) =>
      ((await send("GET", path)).body as { [name: string]: unknown }[]).map((one) => one[name]);
    expect(await names("/api/integrations/provider", "name")).toEqual(["ours"]);
    expect(await names("/api/integrations/provider?activeOnly=false", "name")).toEqual(["away", "ours"]);
    expect(await names("/api/integrations/provider?category=VECTOR_DB", "name")).toEqual([]);
    expect(await names(`${PROVIDER}/integration`, "api")).toEqual(["tiny:7b"]);
    expect(await names(`${PROVIDER}/integration?activeOnly=false`, "api")).toEqual(["off", "tiny:7b"]);
    expect((await send("GET", "/api/integrations/all")).body).toEqual(["ours:tiny:7b"]);
    expect((await send("GET", "/api/integrations/all?type=AI_MODEL&activeOnly=false")).body).toEqual([
      "ours:off",
      "ours:tiny:7b",
    ]);
  });

  test("keep their type, belong to who made them, and are gone after deletion", async () => {
    const { send, acme } = await setUp();
    expect((await send("POST", PROVIDER, { type: "azure_openai" })).status).toBe(400);
    expect((await send("POST", PROVIDER, { type: "openai_compatible" }, { as: ann })).status).toBe(403);
    expect((await send("GET", PROVIDER, undefined, { as: ann })).status).toBe(403);
    const mine = "/api/integrations/provider/mine";
    // Everybody could add one once, at an address of the server's own network.
    const refused = await send("POST", mine, { type: "custom" }, { as: ann });
    expect([refused.status, refused.body]).toEqual([
      403,
      expect.objectContaining({
        message: "ann has no CREATE permission on the integration mine; ask for a grant on the whole of acme",
      }),
    ]);
    const subject = { type: "user", id: "ann" } as const;
    await acme.access.grant({ tenant: true }, { subject, permissions: ["CREATE"] });
    expect((await send("POST", mine, { type: "custom" }, { as: ann })).status).toBe(200);
    expect((await send("DELETE", mine, undefined, { as: ann })).status).toBe(200);
    for (const path of [MODEL, PROVIDER]) {
      expect((await send("DELETE", path)).status).toBe(200);
      const answer = await send("GET", path);
      expect(answer.status).toBe(404);
    }
    expect((await send("POST", `${PROVIDER}/integration/x`, {})).status).toBe(404);
  });

  test("with a secret are refused where the host has no key to seal it with", async () => {
    const { send } = orkesClient();
    const body = { type: "openai", configuration: { api_key: KEY } };
    const answer = await send("POST", PROVIDER, body);
    expect(answer.status).toBe(501);
    expect(JSON.stringify(answer.body)).not.toContain(KEY);
  });
});

describe("models of a prompt", () => {
  test("must name a provider that is there and open to the caller; the model may come later", async () => {
    const { send, save } = await setUp();
    const to = (models: string) => `/api/prompts/greeter?description=d&${models}`;
    for (const method of ["POST", "PUT"]) {
      expect((await send(method, to("models=none:m"), "Hi")).status).toBe(404);
      expect((await send(method, to("models=ours:m&models=none:m"), "Hi")).status).toBe(404);
      expect((await send(method, to("models=gpt-4o"), "Hi")).status).toBe(404);
      expect((await send(method, to("models=ours:m"), "Hi", { as: ann })).status).toBe(403);
    }
    expect((await send("GET", "/api/prompts")).body).toEqual([]);
    await save("greeter", "Hi", "&models=ours:later,ours:tiny:7b&models=ours:later");
    expect((await send("GET", "/api/prompts/greeter")).body).toMatchObject({
      integrations: ["ours:later", "ours:tiny:7b"],
    });
    await send("PUT", "/api/prompts/greeter?description=e", "Hello");
    expect((await send("GET", "/api/prompts/greeter")).body).toMatchObject({
      integrations: ["ours:later", "ours:tiny:7b"],
    });
    await save("greeter", "Hello");
    expect((await send("GET", "/api/prompts/greeter")).body).toMatchObject({ integrations: [] });
  });

  test("are added by associating, which needs READ and UPDATE on the prompt, and list their prompts", async () => {
    const { send, save } = await setUp();
    const associate = (name: string, as?: typeof ann) =>
      send("POST", `${MODEL}/prompt/${name}`, undefined, as ? { as } : {});
    await save("greeter", "Hi");
    await save("greeter", "Hi 2", "&autoIncrement=true&models=ours:a");
    expect((await associate("greeter", ann)).status).toBe(403);
    expect((await associate("none")).status).toBe(404);
    expect((await send("POST", `${PROVIDER}/integration/none/prompt/greeter`)).status).toBe(404);
    expect((await associate("greeter")).status).toBe(200);
    expect((await associate("greeter")).status).toBe(200);
    const listed = (await send("GET", `${MODEL}/prompt`)).body as object[];
    expect(listed).toMatchObject([{ name: "greeter", version: 2, integrations: ["ours:a", "ours:tiny:7b"] }]);
    expect(listed[0]).not.toHaveProperty("tags");
    expect((await send("GET", "/api/prompts/greeter?version=1")).body).toMatchObject({ integrations: [] });
    expect((await send("GET", `${PROVIDER}/integration/none/prompt`)).status).toBe(404);
  });
});

describe("associating", () => {
  test("again with the same key is answered as before, though another version was saved since", async () => {
    const { send, save } = await setUp();
    const associate = () =>
      send("POST", `${MODEL}/prompt/greeter`, undefined, { headers: { "idempotency-key": "k" } });
    await save("greeter", "Hi");
    expect((await associate()).status).toBe(200);
    await save("greeter", "Hi 2", "&autoIncrement=true");
    expect((await associate()).status).toBe(200);
    expect((await send("GET", "/api/prompts/greeter/versions")).body).toMatchObject([
      { version: 2, integrations: [] },
      { version: 1, integrations: ["ours:tiny:7b"] },
    ]);
  });

  test("is 404 for a prompt of which nothing is committed, and changes nothing", async () => {
    const { send, acme } = await setUp();
    const { id } = await acme.prompts.create({ name: "Greeter" });
    await acme.versions.create({ id }, { model: "x" });
    const { position } = await acme.prompts.find();
    const answer = await send("POST", `${MODEL}/prompt/greeter`);
    expect(answer.status).toBe(404);
    expect((answer.body as { message: string }).message).toContain("no committed version");
    expect((await acme.prompts.find()).position).toBe(position);
  });
});

test("A failure of the host's own port is 500, reported and not shown", async () => {
  const reported: unknown[] = [];
  const failing = { complete: () => Promise.reject(new Error("secret")) };
  const client = orkesClient({ secrets, models: failing, onError: (error) => reported.push(error) });
  await client.send("POST", PROVIDER, { type: "custom", configuration: {} });
  await client.send("POST", MODEL, {});
  const answer = await client.send("POST", "/api/prompts/test", TEST);
  expect([answer.status, JSON.stringify(answer.body).includes("secret")]).toEqual([500, false]);
  expect(reported).toHaveLength(1);
  expect(reported[0]).not.toBeInstanceOf(LedgerError);
});
