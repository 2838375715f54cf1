import type { ModelCall } from "@promptledger/core";
import type { ChatAnswer, ModelServer } from "@promptledger/test-servers";
import { complete, startModelServer } from "@promptledger/test-servers";
import { afterEach, describe, expect, test } from "vitest";
import type { OpenAiModelsOptions } from "../src/index.ts";
import { openAiModels } from "../src/index.ts";

const KEY = "sk-secret-of-the-tests";
const servers: ModelServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(answer?: ChatAnswer): Promise<ModelServer> {
  const server = await startModelServer(answer);
  servers.push(server);
  return server;
}

function callTo(endpoint: string, more: Partial<ModelCall> = {}): ModelCall {
  return {
    provider: {
      name: "ours",
      type: "openai_compatible",
      category: "AI_MODEL",
      configuration: { api_key: KEY, endpoint },
    },
    model: { name: "tiny", configuration: {} },
    messages: [{ role: "user", content: "Hi Ann" }],
    ...more,
  };
}

/** Models whose servers may be on this machine, as those of the tests are. */
const models = (options?: OpenAiModelsOptions) => openAiModels({ allowPrivateAddresses: true, ...options });

/** What a call fails with; its message, code and cause together are what a log could show. */
async function failureOf(call: ModelCall, options?: OpenAiModelsOptions): Promise<string> {
  const error: unknown = await models(options)
    .complete(call)
    .then(
      () => new Error("it answered"),
      (thrown: unknown) => thrown,
    );
  expect(error).toMatchObject({ code: "model-call-failed" });
  expect(error).not.toHaveProperty("cause");
  const { message } = error as Error;
  expect(message).not.toContain(KEY);
  return message;
}

describe("a call", () => {
  test("sends the messages with the provider's key and answers the text", async () => {
    const server = await serve();
    expect(await models().complete(callTo(server.url))).toEqual({ text: "<Hi Ann>" });
    expect(server.requests).toEqual([
      {
        authorization: `Bearer ${KEY}`,
        path: "/v1/chat/completions",
        body: { model: "tiny", messages: [{ role: "user", content: "Hi Ann" }] },
      },
    ]);
  });

  test("passes on what was chosen, and nothing that was not", async () => {
    const server = await serve();
    await models().complete(
      callTo(server.url, {
        temperature: 0,
        topP: 0.5,
        maxTokens: 7,
        stopWords: ["\n", "END"],
        responseFormat: "json",
      }),
    );
    await models().complete(callTo(server.url, { stopWords: [], responseFormat: "text" }));
    const [chosen, plain] = server.requests;
    expect(chosen?.body).toMatchObject({
      temperature: 0,
      top_p: 0.5,
      max_tokens: 7,
      stop: ["\n", "END"],
      response_format: { type: "json_object" },
    });
    expect(Object.keys(plain?.body ?? {}).toSorted()).toEqual(["messages", "model"]);
  });

  test("names the limit of tokens as OpenAI's newer models want it", async () => {
    const server = await serve();
    const { provider } = callTo(server.url);
    const call = callTo(server.url, { provider: { ...provider, type: "openai" }, maxTokens: 7 });
    await models().complete(call);
    expect(server.requests[0]?.body).toMatchObject({ max_completion_tokens: 7 });
  });
});

describe("a clear error, without the key and without what the endpoint wrote", () => {
  const LEAK = "the inside of another server";
  const refusing =
    (status: number, code: unknown): ChatAnswer =>
    (_request, response) => {
      const error = { message: `${LEAK}: ${KEY}`, type: LEAK, param: LEAK, code };
      response.writeHead(status, LEAK, { "content-type": "application/json" });
      response.end(JSON.stringify({ error }));
    };
  test.each<readonly [string, ChatAnswer, string]>([
    ["the endpoint refuses", refusing(401, "invalid_api_key"), "it answered with 401 (invalid_api_key)"],
    ["the endpoint refuses with a code of its own", refusing(400, LEAK), "it answered with 400"],
    ["the endpoint refuses with a code that is no text", refusing(429, { LEAK }), "it answered with 429"],
    ["the endpoint fails", (_request, response) => void response.writeHead(500).end(LEAK), "with 500"],
    ["its status is none", (_request, response) => void response.writeHead(999).end(LEAK), "cannot be read"],
    [
      "the model refuses",
      (_request, response) => complete(response, { content: null, refusal: LEAK }),
      "the model refused to answer",
    ],
    [
      "a filter holds the answer back",
      (_request, response) => complete(response, { content: "" }, "content_filter"),
      "the provider's content filter held the answer back",
    ],
    ["there is no text", (_request, response) => complete(response, { content: null }), "without a text"],
    ["it is no completion", (_request, response) => json(response, "{}"), "no chat completion"],
    ["it is null", (_request, response) => json(response, "null"), "no chat completion"],
    ["it is no JSON", (_request, response) => json(response, "<html>"), "its answer cannot be read"],
    [
      "it redirects",
      (_request, response) => void response.writeHead(302, { location: "/v1/chat/completions" }).end(LEAK),
      "it answered with 302",
    ],
    ["it hangs up", (_request, response) => void response.destroy(), "reached"],
  ])("where %s", async (_what, answer, message) => {
    const server = await serve(answer);
    const shown = await failureOf(callTo(server.url));
    expect(shown.startsWith("the model provider ours gave no answer: ")).toBe(true);
    expect(shown.endsWith(message)).toBe(true);
    expect(shown).not.toContain(LEAK);
    expect(server.requests).toHaveLength(1);
  });

  test("where nobody listens", async () => {
    const server = await serve();
    await server.stop();
    servers.pop();
    expect(await failureOf(callTo(server.url))).toContain("its endpoint cannot be reached");
  });

  test("where it takes too long, before its headers or in the middle of its body", async () => {
    const silent = await serve(() => undefined);
    const slow = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"choices":');
    });
    for (const { url } of [silent, slow])
      expect(await failureOf(callTo(url), { timeout: 200 })).toContain("it did not answer within 200 ms");
  });

  test("where it answers too much", async () => {
    const server = await serve((_request, response) => complete(response, { content: "x".repeat(2000) }));
    expect(await failureOf(callTo(server.url), { maximumBytes: 1000 })).toContain("more than 1000 bytes");
    expect((await models({ maximumBytes: 3000 }).complete(callTo(server.url))).text).toHaveLength(2000);
  });

  test("where the caller gives it up", async () => {
    const server = await serve(() => undefined);
    const controller = new AbortController();
    const failed = failureOf(callTo(server.url, { signal: controller.signal }));
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort();
    expect(await failed).toContain("given up");
  });

  test.each([
    [{ endpoint: "http://127.0.0.1:1/v1" }, "no api_key"],
    [{ api_key: KEY }, "no endpoint"],
    [{ api_key: KEY, endpoint: "file:///etc/passwd" }, "no http or https URL"],
    [{ api_key: KEY, endpoint: "nowhere" }, "no http or https URL"],
  ])("where the configuration is %j", async (configuration, message) => {
    const { provider } = callTo("");
    expect(await failureOf(callTo("", { provider: { ...provider, configuration } }))).toContain(message);
  });

  test("where the host does not allow the endpoint", async () => {
    const server = await serve();
    const allows = ({ hostname }: URL) => hostname !== "127.0.0.1";
    expect(await failureOf(callTo(server.url), { allows })).toContain("is not allowed here");
    expect(server.requests).toHaveLength(0);
  });

  // What it threw left the library as it was, with the address that it was about; a promise counted as yes.
  test("where the host's function throws, or says neither yes nor no", async () => {
    const server = await serve();
    const throws = () => {
      throw new Error("10.1.2.3 is not in the table");
    };
    const later = (async () => false) as unknown as () => boolean;
    for (const allows of [throws, later]) {
      const message = await failureOf(callTo(server.url), { allows });
      expect(message).toContain("is not allowed here");
      expect(message).not.toContain("10.1.2.3");
    }
    expect(server.requests).toHaveLength(0);
  });
});

// A misspelled guard was ignored, and every endpoint was called.
test.each([
  [{ allow: () => false }, "allow"],
  [{ allows: true }, "allows"],
  [{ timeout: "60" }, "timeout"],
  [{ timeout: 2 ** 31 }, "timeout"],
  [{ maximumBytes: 0 }, "maximumBytes"],
  [{ allowPrivateAddresses: "no" }, "allowPrivateAddresses"],
  [{ lookup: {} }, "lookup"],
  [null, "options"],
])("The options %j are refused, and the error names what is wrong", (options, field) => {
  expect(() => openAiModels(options as OpenAiModelsOptions)).toThrow(
    expect.objectContaining({ code: "invalid-input", issues: [expect.objectContaining({ field })] }),
  );
});

function json(response: Parameters<ChatAnswer>[1], body: string): void {
  response.writeHead(200, { "content-type": "application/json" }).end(body);
}
