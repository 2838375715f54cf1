// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { OrkesClients } from "@io-orkes/conductor-javascript";
import type { ModelServer } from "@promptledger/test-servers";
import { startModelServer } from "@promptledger/test-servers";
import { OrkesClients as OrkesClients3 } from "conductor-javascript-3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressesByClient, clientsOfPage, serveCommand } from "./move-from-orkes.ts";
import type { RunningServer } from "./server.ts";
import { startServer } from "./server.ts";

// The npm client `@io-orkes/conductor-javascript` as its users call it, in both generations, against the real server. The server is started and
// the client made as the page for those who move says.

const { environment, args } = serveCommand();
const addresses = addressesByClient();
const [address, otherAddress] = addresses.get("JavaScript") ?? ["", ""];
const PROVIDER_KEY = "sk-of-the-provider";

describe.each([
  // The older one has the same methods, as far as they are called here; its types have other names.
  ["3.1.0", address, OrkesClients3 as unknown as typeof OrkesClients],
  ["4.0.0", otherAddress, OrkesClients],
])("the client %s, at the address with %s,", (_version, path, Clients) => {
  let models: ModelServer;
  let server: RunningServer;
  let clients: OrkesClients;

  beforeAll(async () => {
    // These would override what the test sets.
    for (const name of ["CONDUCTOR_SERVER_URL", "CONDUCTOR_AUTH_KEY", "CONDUCTOR_AUTH_SECRET"])
      delete process.env[name];
    models = await startModelServer();
    server = await startServer(["--store", "memory:", "--allow-private-addresses"], environment);
    clients = await clientsOfPage(Clients, `${server.url}${path}`, environment);
  });

  afterAll(async () => {
    // Its timer would keep the process alive. The method that stops it is missing from its type.
    const client: object | undefined = clients?.getClient();
    (client as { stopBackgroundRefresh?(): void } | undefined)?.stopBackgroundRefresh?.();
    await server?.stop();
    await models?.stop();
  });

  describe("prompts", () => {
    test("are saved, read, changed, listed, tagged and deleted, and read back as they were written", async () => {
      const prompts = clients.getPromptClient();
      const text = 'Hi "${name}"\nfrom `${place}` ☕';
      await prompts.savePrompt("client prompt/1", "first", text);
      expect(await prompts.getPrompt("client prompt/1")).toMatchObject({
        name: "client prompt/1",
        description: "first",
        template: text,
        version: 1,
        variables: ["name", "place"],
        tags: [],
        integrations: [],
        createdBy: "admin",
      });
      await prompts.updatePrompt("client prompt/1", "second", "Hello ${name}");
      expect(await prompts.getPrompt("client prompt/1")).toMatchObject({
        description: "second",
        template: "Hello ${name}",
        version: 1,
      });
      expect((await prompts.getPrompts()).map(({ name }) => name)).toContain("client prompt/1");

      const tags = [
        { key: "team", value: "docs" },
        { key: "team", value: "engineering" },
      ];
      await prompts.setPromptTags("client prompt/1", tags);
      expect(await prompts.getPromptTags("client prompt/1")).toEqual(tags);
      await prompts.deletePromptTags("client prompt/1", tags.slice(0, 1));
      expect(await prompts.getPromptTags("client prompt/1")).toEqual(tags.slice(1));

      await prompts.deletePrompt("client prompt/1");
      await expect(prompts.getPrompt("client prompt/1")).rejects.toThrow(/Failed to get prompt/u);
      await prompts.deletePrompt("client prompt/1");
    });

    test("are tested on a model", async () => {
      const integrations = clients.getIntegrationClient();
      await integrations.saveIntegrationProvider("ours", {
        type: "openai_compatible",
        category: "AI_MODEL",
        description: "Ours",
        enabled: true,
        configuration: { api_key: PROVIDER_KEY, endpoint: models.url },
      } as Parameters<typeof integrations.saveIntegrationProvider>[1]);
      await integrations.saveIntegrationApi("ours", "tiny", { description: "Tiny", enabled: true });
      const answer = await clients.getPromptClient().testPrompt({
        prompt: "Hi ${name}",
        llmProvider: "ours",
        model: "tiny",
        promptVariables: { name: "Ann" },
      });
      expect(answer).toBe("<Hi Ann>");
      expect(models.requests.at(-1)?.authorization).toBe(`Bearer ${PROVIDER_KEY}`);
    });
  });

  test("Integrations are written and read back, with the prompts that they are associated with", async () => {
    const integrations = clients.getIntegrationClient();
    const prompts = clients.getPromptClient();
    type Provider = Parameters<typeof integrations.saveIntegrationProvider>[1];
    const provider = { type: "custom", category: "AI_MODEL", description: "P", enabled: true } as Provider;
    await integrations.saveIntegrationProvider("provider-1", provider);
    expect(await integrations.getIntegrationProvider("provider-1")).toMatchObject({
      name: "provider-1",
      type: "custom",
      description: "P",
      enabled: true,
    });
    await integrations.saveIntegrationApi("provider-1", "model-1", { description: "M", enabled: true });
    expect(await integrations.getIntegrationApi("provider-1", "model-1")).toMatchObject({
      integrationName: "provider-1",
      api: "model-1",
    });
    await prompts.savePrompt("associated", "d", "Hi", ["provider-1:other"]);
    await integrations.associatePromptWithIntegration("provider-1", "model-1", "associated");
    expect(await integrations.getPromptsWithIntegration("provider-1", "model-1")).toMatchObject([
      { name: "associated", integrations: ["provider-1:other", "provider-1:model-1"] },
    ]);
    await integrations.deleteIntegrationApi("provider-1", "model-1");
    await integrations.deleteIntegrationProvider("provider-1");
    await expect(integrations.getIntegrationProvider("provider-1")).rejects.toThrow();
  });

  test("Integrations are listed with their models, and tagged", async () => {
    const integrations = clients.getIntegrationClient();
    type Provider = Parameters<typeof integrations.saveIntegrationProvider>[1];
    const provider = { type: "custom", category: "AI_MODEL", description: "T", enabled: true } as Provider;
    await integrations.saveIntegrationProvider("tagged", provider);
    await integrations.saveIntegrationApi("tagged", "model-1", { description: "M", enabled: true });
    const tags = [
      { key: "team", value: "docs" },
      { key: "team", value: "engineering" },
    ];
    await integrations.setProviderTags("tagged", tags);
    await integrations.setIntegrationTags("tagged", "model-1", tags);
    await integrations.deleteProviderTags("tagged", tags.slice(1));
    await integrations.deleteIntegrationTags("tagged", "model-1", tags.slice(0, 1));
    expect(await integrations.getProviderTags("tagged")).toEqual(tags.slice(0, 1));
    expect(await integrations.getIntegrationTags("tagged", "model-1")).toEqual(tags.slice(1));
    const listed = (await integrations.getIntegrations()).find(({ name }) => name === "tagged");
    expect(listed).toMatchObject({ tags: tags.slice(0, 1), apis: [{ api: "model-1", tags: tags.slice(1) }] });
    const kinds = await integrations.getIntegrationProviderDefs();
    expect(kinds.map(({ type }) => type)).toContain("openai");
  });

  test("Applications are renamed and tagged, found by their keys, and their keys disabled and deleted", async () => {
    const applications = clients.getApplicationClient();
    const { id = "" } = await applications.createApplication("Worker");
    expect(await applications.updateApplication(id, "The worker")).toMatchObject({ id, name: "The worker" });
    const tags = Array.from({ length: 100 }, (_, index) => ({ key: `k${index}`, value: "v" }));
    await applications.addApplicationTags(id, tags);
    expect(await applications.getApplicationTags(id)).toEqual(tags);
    await applications.deleteApplicationTags(id, tags);
    expect(await applications.getApplicationTags(id)).toEqual([]);

    const key = await applications.createAccessKey(id);
    expect(await applications.getAppByAccessKeyId(key.id)).toMatchObject({ id, name: "The worker" });
    const token = async () =>
      (
        await fetch(`${server.url}${path}/token`, {
          method: "POST",
          body: JSON.stringify({ keyId: key.id, keySecret: key.secret }),
        })
      ).status;
    expect(await token()).toBe(200);
    expect(await applications.toggleAccessKeyStatus(id, key.id)).toMatchObject({ status: "INACTIVE" });
    expect(await token()).toBe(401);
    expect(await applications.toggleAccessKeyStatus(id, key.id)).toMatchObject({ status: "ACTIVE" });
    expect(await token()).toBe(200);
    await applications.deleteAccessKey(id, key.id);
    await expect(applications.deleteAccessKey(id, key.id)).rejects.toThrow();
    await applications.deleteApplication(id);
    await expect(applications.getApplication(id)).rejects.toThrow();
  });

  test("Grants are added, read back and removed", async () => {
    const authorization = clients.getAuthorizationClient();
    await clients.getPromptClient().savePrompt("granted", "d", "Hi");
    const grant = {
      subject: { type: "USER", id: "ann" },
      target: { type: "PROMPT", id: "granted" },
      access: ["READ", "EXECUTE"],
    } as unknown as Parameters<typeof authorization.grantPermissions>[0];
    const ann = [{ type: "USER", id: "ann" }];
    await authorization.grantPermissions(grant);
    expect(await authorization.getPermissions("PROMPT", "granted")).toEqual({ READ: ann, EXECUTE: ann });
    await authorization.removePermissions(grant);
    expect(await authorization.getPermissions("PROMPT", "granted")).toEqual({});
  });

  test("Versions are written, read, listed and deleted through the generated client, and saved in bulk", async () => {
    const client = clients.getClient();
    const security = [{ name: "X-Authorization", type: "apiKey" as const }];
    const headers = { "Content-Type": "application/json" };
    const path = { name: "versions" };
    const url = "/api/prompts/{name}";
    const post = (query: object, body: unknown, more: object = {}) =>
      client.post({ url, path, security, headers, query, body, throwOnError: true, ...more } as never);
    const get = async (query: object = {}) =>
      ((await client.get({ url, path, security, query, throwOnError: true } as never)) as { data: unknown })
        .data;

    await post({ description: "d", autoIncrement: true, version: 7, models: ["ours:gpt-4o"] }, "Hi ${name}");
    await post({ description: "raw" }, 'Say "${x}"\nplease', { bodySerializer: null });
    expect(await get()).toMatchObject({ version: 1, template: 'Say "${x}"\nplease', integrations: [] });
    await post({ description: "d", autoIncrement: true, models: ["ours:gpt-4o", "ours:b"] }, "Hi ${name}");
    await post({ description: "d", version: 5 }, "five");
    expect(await get()).toMatchObject({ version: 5 });
    expect(await get({ version: 2 })).toMatchObject({
      template: "Hi ${name}",
      integrations: ["ours:gpt-4o", "ours:b"],
    });
    const versions = (await client.get({
      url: `${url}/versions`,
      path,
      security,
      throwOnError: true,
    } as never)) as {
      data: { version: number }[];
    };
    expect(versions.data.map(({ version }) => version)).toEqual([5, 2, 1]);
    await client.delete({
      url: `${url}/versions/{version}`,
      path: { ...path, version: 2 },
      security,
      throwOnError: true,
    } as never);
    const gone = (await client.get({
      url,
      path,
      security,
      query: { version: 2 },
      throwOnError: false,
    } as never)) as {
      error: unknown;
      response: Response;
    };
    expect([gone.response.status, gone.error]).toMatchObject([404, { status: 404, retryable: false }]);

    const bulk = [
      { name: "versions", template: "one more" },
      { name: "bulk", template: "t", temperature: 0.1 },
    ];
    await client.post({ url: "/api/prompts/", body: bulk, security, headers, throwOnError: true } as never);
    expect(await get({ version: 1 })).toMatchObject({ template: "one more" });
  });

  test("A wrong key pair is refused, and no secret was written to the server's output", async () => {
    const response = await fetch(`${server.url}/orkes/api/token`, {
      method: "POST",
      body: JSON.stringify({ keyId: "admin", keySecret: "wrong" }),
    });
    expect(response.status).toBe(401);
    const { stdout, stderr } = await server.stop();
    for (const secret of [...Object.values(environment), PROVIDER_KEY])
      expect(stdout + stderr).not.toContain(secret);
  });
});

test("The page's command starts a server on which each client's address works, with and without /api", async () => {
  expect(args).toEqual(["--store", "postgres://localhost/ledger"]);
  expect([...addresses.keys()].sort()).toEqual(["C#", "Go", "Java", "JavaScript", "Python", "Ruby", "Rust"]);
  const server = await startServer(["--store", "memory:"], environment);
  try {
    for (const path of new Set([...addresses.values()].flat())) {
      const token = await fetch(`${server.url}${path}/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ keyId: "admin", keySecret: environment["PROMPTLEDGER_API_KEY"] }),
      });
      const headers = { "x-authorization": ((await token.json()) as { readonly token: string }).token };
      const prompts = await fetch(`${server.url}${path}/prompts`, { headers });
      expect([path, prompts.status, await prompts.json()]).toEqual([path, 200, []]);
    }
  } finally {
    await server.stop();
  }
});
