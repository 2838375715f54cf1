import type { ModelServer } from "@promptledger/test-servers";
import { startModelServer } from "@promptledger/test-servers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { startServer } from "./server.ts";

const ENVIRONMENT = {
  PROMPTLEDGER_API_KEY: "a-key-of-the-tests-1234",
  PROMPTLEDGER_SECRETS_KEY: "a-text-of-the-tests-with-32-characters",
};
const PROVIDER = "/integrations/provider/ours";
let models: ModelServer;
let server: RunningServer | undefined;

beforeEach(async () => {
  // An internal server that answers with something of its own.
  models = await startModelServer((_request, response) => {
    response.writeHead(403, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "the inside of another server", code: "secret" } }));
  });
});

afterEach(async () => {
  await server?.stop();
  await models.stop();
});

/** A server and a caller of Orkes' API, with a token for a key pair. */
async function serve(...args: readonly string[]) {
  server = await startServer(args, ENVIRONMENT);
  const { url } = server;
  const send = async (method: string, path: string, body: object | null, token = "") => {
    const init = { method, headers: { "x-authorization": token } };
    const response = await fetch(`${url}/orkes/api${path}`, { ...init, body: body && JSON.stringify(body) });
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: (text === "" ? {} : JSON.parse(text)) as Record<string, string>,
    };
  };
  const tokenOf = async (keyId: string, keySecret: string) =>
    (await send("POST", "/token", { keyId, keySecret })).body["token"] ?? "";
  return { send, tokenOf, admin: await tokenOf("admin", ENVIRONMENT.PROMPTLEDGER_API_KEY) };
}

const provider = (endpoint: string) => ({ type: "custom", configuration: { api_key: "sk-1", endpoint } });
const TEST = { llmProvider: "ours", model: "tiny", prompt: "Hi" };

describe("models of providers", () => {
  test("are not called at private addresses, by address or by name", async () => {
    const { send, admin } = await serve();
    for (const endpoint of [models.url, models.url.replace("127.0.0.1", "localhost")]) {
      expect((await send("POST", PROVIDER, provider(endpoint), admin)).status).toBe(200);
      const { status, text } = await send("POST", "/prompts/test", TEST, admin);
      expect([status, text]).toEqual([502, expect.stringContaining("private or reserved address")]);
    }
    expect(models.requests).toHaveLength(0);
  });

  test("are called there with --allow-private-addresses, and what they answer by mistake is not shown", async () => {
    const { send, admin } = await serve("--allow-private-addresses");
    await send("POST", PROVIDER, provider(models.url), admin);
    const { status, body, text } = await send("POST", "/prompts/test", TEST, admin);
    expect([status, body["message"]]).toEqual([
      502,
      "the model provider ours gave no answer: it answered with 403",
    ]);
    expect(text).not.toMatch(/inside|secret/u);
    expect(models.requests).toHaveLength(1);
  });

  test("are added by no application that was not given the permission", async () => {
    const { send, tokenOf, admin } = await serve("--allow-private-addresses");
    const { id = "" } = (await send("POST", "/applications", { name: "App" }, admin)).body;
    const key = (await send("POST", `/applications/${id}/accessKeys`, null, admin)).body;
    const application = await tokenOf(key["id"] ?? "", key["secret"] ?? "");
    expect((await send("POST", PROVIDER, provider(models.url), application)).status).toBe(403);
    expect((await send("GET", PROVIDER, null, admin)).status).toBe(404);
    expect((await send("POST", PROVIDER, provider(models.url), admin)).status).toBe(200);
    expect((await send("POST", PROVIDER, provider(models.url), application)).status).toBe(403);
    expect((await send("POST", "/prompts/test", TEST, application)).status).toBe(403);
  });
});
