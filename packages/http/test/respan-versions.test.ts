import { describe, expect, test } from "vitest";
import { HELLO, JANE, promptAt, promptWithVersions, respanClient, rowsOf } from "./respan-client.ts";

const EVERYTHING = {
  description: "All of it",
  messages: [{ role: "system", content: [{ type: "text", text: "Hi" }], name: "x" }],
  model: "gpt-4o",
  thinking: { type: "enabled", budget_tokens: 1000 },
  stream: true,
  temperature: 0,
  max_tokens: 2048,
  top_p: 0.5,
  frequency_penalty: -1,
  presence_penalty: 1.5,
  reasoning_effort: "low",
  verbosity: "high",
  seed: 7,
  variables: { context: "", image: { _type: "image_url", value: "https://x.test/a.png" } },
  fallback_models: ["gpt-4o-mini"],
  load_balance_models: [{ model: "gpt-4o", weight: 0.8, credentials: { key: "k" } }],
  tools: [{ type: "function", function: { name: "search" } }],
  tool_choice: { type: "function", function: { name: "search" } },
  response_format: { type: "json_object" },
  json_schema: { type: "object", properties: { b: {}, a: {} } },
  is_enforcing_response_format: true,
};

describe("creating a version", () => {
  test("answers 201 with the next draft and the contract's defaults", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const { status, body } = await client.send("POST", `${path}/versions/`, HELLO);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      version: 1,
      description: "",
      messages: HELLO["messages"],
      model: "gpt-4o",
      thinking: null,
      stream: false,
      temperature: 0.7,
      max_tokens: 4096,
      top_p: 1,
      frequency_penalty: 0,
      presence_penalty: 0,
      reasoning_effort: null,
      verbosity: null,
      seed: null,
      variables: {},
      fallback_models: null,
      load_balance_models: null,
      tools: null,
      tool_choice: null,
      response_format: null,
      json_schema: null,
      is_enforcing_response_format: false,
      readonly: false,
      is_deployed: false,
      edited_by: { id: 1, email: "user@example.com", first_name: "John", last_name: "Doe" },
    });
    expect(body["prompt_version_id"]).toBe(body["id"]);
  });

  test("keeps every field as it was sent", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const { body } = await client.send("POST", `${path}/versions/`, EVERYTHING);
    expect(body).toMatchObject(EVERYTHING);
    expect(JSON.stringify(body["json_schema"])).toBe(JSON.stringify(EVERYTHING.json_schema));
    expect((await client.send("GET", `${path}/versions/1/`)).body).toEqual(body);
  });

  test("leaves out what is null, the defaults too", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const nulls = {
      description: null,
      temperature: null,
      max_tokens: null,
      top_p: null,
      frequency_penalty: null,
      presence_penalty: null,
      tools: null,
      tool_choice: null,
      response_format: null,
      seed: null,
    };
    const { status, body } = await client.send("POST", `${path}/versions/`, { ...HELLO, ...nulls });
    expect(status).toBe(201);
    expect(body).toMatchObject(nulls);
  });

  test.each([{}, { model: "" }])(
    "shows no model as an empty text, which may be sent back: %j",
    async (model) => {
      const client = respanClient();
      const path = await promptAt(client);
      const { messages } = HELLO;
      const created = await client.send("POST", `${path}/versions/`, { messages, ...model });
      expect([created.status, created.body["model"]]).toEqual([201, ""]);
      const changed = await client.send("PATCH", `${path}/versions/1/`, { model: "gpt-4o" });
      expect(changed.body["model"]).toBe("gpt-4o");
      const cleared = await client.send("PATCH", `${path}/versions/1/`, { model: "" });
      expect([cleared.status, cleared.body["model"]]).toEqual([200, ""]);
    },
  );

  test("takes variables as a list of names", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const { body } = await client.send("POST", `${path}/versions/`, { ...HELLO, variables: ["a", "b"] });
    expect(body["variables"]).toEqual({ a: "", b: "" });
  });

  test.each([
    ["messages", undefined],
    ["messages", null],
    ["messages", []],
    ["messages", "hi"],
    ["messages", Array(1001).fill(0)],
    ["messages[0]", ["hi"]],
    ["messages[0]", [null]],
    ["messages[0].role", [{ content: "hi" }]],
    ["messages[0].role", [{ role: "", content: "hi" }]],
    ["messages[0].content", [{ role: "user", content: 5 }]],
    ["messages[0].content", [{ role: "user", content: ["hi"] }]],
    ["messages[1].content", [{ role: "user" }, { role: "user", content: [{}, []] }]],
    ["model", null],
    ["model", 5],
    ["temperature", 2.1],
    ["temperature", "0.5"],
    ["max_tokens", 1.5],
    ["max_tokens", 0],
    ["top_p", 1.1],
    ["frequency_penalty", -2.1],
    ["presence_penalty", 2.1],
    ["stream", "true"],
    ["seed", 0.5],
    ["thinking", []],
    ["variables", 5],
    ["variables", [5]],
    ["tools", {}],
    ["tools[0]", ["x"]],
    ["tool_choice", 5],
    ["response_format", "json"],
    ["fallback_models[0]", [1]],
    ["load_balance_models[0]", [null]],
    ["load_balance_models[0].model", [{ weight: 1 }]],
    ["load_balance_models[0].weight", [{ model: "a", weight: "1" }]],
    ["load_balance_models[0].weight", [{ model: "a", weight: -1 }]],
    ["is_enforcing_response_format", 1],
    ["description", 5],
    ["description", "x".repeat(10_001)],
    ["model", "x".repeat(256)],
    ["deploy", "yes"],
  ])("refuses %s as %j, naming it", async (field, value) => {
    const client = respanClient();
    const path = await promptAt(client);
    const head = await client.head();
    const name = field.replace(/\[.*$/u, "");
    const { status, body } = await client.send("POST", `${path}/versions/`, { ...HELLO, [name]: value });
    expect(status).toBe(400);
    expect(Object.keys(body["errors"] as object)).toEqual([field]);
    expect(String(body["detail"]).startsWith(`${field}: `)).toBe(true);
    expect(await client.head()).toBe(head);
  });

  test.each(["text", null, "", [], undefined, [{ type: "text", text: "x" }]])(
    "takes %j as a message's content",
    async (content) => {
      const client = respanClient();
      const path = await promptAt(client);
      const messages = [{ role: "assistant", content, tool_calls: [{ id: "1" }] }];
      const { status, body } = await client.send("POST", `${path}/versions/`, { ...HELLO, messages });
      expect(status).toBe(201);
      expect(body["messages"]).toEqual(JSON.parse(JSON.stringify(messages)));
    },
  );
});

describe("listing versions", () => {
  test("shows the newest first, 200 to a page", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    const answer = await client.send("GET", `${path}/versions/`);
    expect(answer.body).toMatchObject({ count: 3, next: null, previous: null });
    expect(rowsOf(answer).map((row) => [row["version"], row["readonly"]])).toEqual([
      [3, false],
      [2, true],
      [1, true],
    ]);
  });
});

describe("retrieving a version", () => {
  test.each(["0", "-1", "2", "1.0", "01", "latest", "9999999999", "1e1", "%31%00"])(
    "answers 404 for number %s",
    async (number) => {
      const client = respanClient();
      const path = await promptWithVersions(client, 1);
      expect((await client.send("GET", `${path}/versions/${number}/`)).status).toBe(404);
    },
  );
});

describe("updating a version", () => {
  test("changes what is sent, clears what is null, and keeps the rest", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    await client.send("POST", `${path}/versions/`, EVERYTHING);
    const changes = { model: "gpt-5", temperature: null, tools: null, stream: null, deploy: false };
    const { status, body } = await client.send("PATCH", `${path}/versions/1/`, changes);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...EVERYTHING,
      model: "gpt-5",
      temperature: null,
      tools: null,
      stream: false,
    });
  });

  test.each([{ messages: null }, { messages: [] }, { model: null }, { temperature: 3 }])(
    "refuses %j",
    async (changes) => {
      const client = respanClient();
      const path = await promptWithVersions(client, 1);
      expect((await client.send("PATCH", `${path}/versions/1/`, changes)).status).toBe(400);
    },
  );

  test("writing messages to a version with dollar variables sets the syntax of this API", async () => {
    const client = respanClient();
    const prompt = await client.acme.prompts.create({ name: "Dollar" });
    await client.acme.versions.create(prompt, {
      messages: [{ role: "user", content: `$${"{a}"}` }],
      templateSyntax: "dollar",
    });
    await client.send("PATCH", `/api/prompts/${prompt.id}/versions/1/`, {
      messages: [{ role: "user", content: "{{a}}" }],
    });
    expect((await client.acme.versions.get(prompt, 1)).content.templateSyntax).toBe("jinja");
  });
});

describe("a person who was erased", () => {
  test("reads erased after being erased, and keeps the number", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    await client.acme.actors.erase(JANE.id);
    const { body } = await client.send("GET", `${path}/versions/1`);
    expect(body["edited_by"]).toEqual({ id: 1, email: "", first_name: "erased", last_name: "" });
  });
});

describe("a version that Orkes' API made", () => {
  test("has the model of its first integration, no numbers, and no variables", async () => {
    const client = respanClient();
    await client.acme.integrations.save("openai", { type: "openai" });
    const { id } = await client.acme.prompts.create({ name: "orkes" });
    const input = {
      messages: [{ role: "user", content: "Hi" }],
      templateSyntax: "dollar",
      integrations: ["openai:gpt-4o"],
    } as const;
    await client.acme.batch([
      { type: "SaveVersion", prompt: { id }, number: "next", mode: "replace", input },
    ]);
    const { body } = await client.send("GET", `/api/prompts/${id}/versions/1/`);
    expect(body).toMatchObject({
      model: "gpt-4o",
      variables: {},
      temperature: null,
      max_tokens: null,
      stream: false,
      description: null,
      readonly: true,
    });
    expect((await client.send("POST", `/api/prompts/${id}/commits/`, {})).status).toBe(400);
    expect((await client.send("PATCH", `/api/prompts/${id}/versions/1/`, { model: "x" })).status).toBe(400);
  });

  test("without integrations has an empty model", async () => {
    const client = respanClient();
    const { id } = await client.acme.prompts.create({ name: "orkes" });
    const input = { messages: [{ role: "user", content: "Hi" }] };
    await client.acme.batch([{ type: "SaveVersion", prompt: { id }, number: 1, mode: "replace", input }]);
    expect((await client.send("GET", `/api/prompts/${id}/versions/1`)).body["model"]).toBe("");
  });
});
