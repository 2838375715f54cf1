// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { describe, expect, test } from "vitest";
import { orkesClient } from "./orkes-client.ts";

const PATH = "/api/prompts/greeter";

describe("saving by POST", () => {
  test("writes version 1 unless a version is named, and replaces all that it had", async () => {
    const { save, send } = orkesClient();
    await save("greeter", "Hi ${name}");
    const first = (await send("GET", PATH)).body;
    expect(first).toEqual({
      name: "greeter",
      version: 1,
      template: "Hi ${name}",
      description: "d",
      variables: ["name"],
      integrations: [],
      tags: [],
      createTime: expect.any(Number),
      updateTime: expect.any(Number),
      createdBy: "user@example.com",
      updatedBy: "user@example.com",
    });
    expect(first).toMatchObject({ createTime: (first as { updateTime: number }).updateTime });
    await save("greeter", "v2", "&autoIncrement=true");
    await save("greeter", "Hello");
    expect((await send("GET", PATH)).body).toMatchObject({ version: 2, template: "v2" });
    expect((await send("GET", `${PATH}?version=1`)).body).toMatchObject({ template: "Hello" });
  });

  test("resolves the number: autoIncrement before version, version before 1; gaps stay open", async () => {
    const { save, send } = orkesClient();
    const numbers = async () =>
      ((await send("GET", `${PATH}/versions`)).body as { version: number }[]).map(({ version }) => version);
    await save("greeter", "a", "&autoIncrement=true&version=7");
    expect(await numbers()).toEqual([1]);
    await save("greeter", "b", "&version=5");
    await save("greeter", "c", "&autoIncrement=TRUE");
    expect(await numbers()).toEqual([6, 5, 1]);
    await send("DELETE", `${PATH}/versions/6`);
    await save("greeter", "d", "&autoIncrement=true&version=");
    expect(await numbers()).toEqual([6, 5, 1]);
    await save("greeter", "e", "&autoIncrement=false&version=2147483647");
    expect((await send("POST", `${PATH}?description=d&autoIncrement=true`, "x")).status).toBe(400);
  });

  test("keeps what stood there in the history, where the ledger shows it", async () => {
    const { save, acme } = orkesClient();
    await save("greeter", "first");
    const position = (await acme.prompts.find()).position;
    await save("greeter", "second");
    const then = await acme.versions.get("greeter", 1, { at: { position } });
    expect(then.content.messages).toEqual([{ role: "user", content: "first" }]);
    expect((await acme.history.of("greeter")).items.map(({ type }) => type)).toEqual([
      "PromptCreated",
      "VersionCreated",
      "VersionCommitted",
      "VersionReopened",
      "VersionEdited",
      "VersionCommitted",
    ]);
  });

  test("takes names of any characters, verbatim", async () => {
    const { save, send } = orkesClient();
    const names = [
      "a/b c?d#e%",
      "Größe 🎉",
      "test me",
      "list",
      "summary",
      "versions",
      "a:b",
      "${x}",
      "x".repeat(255),
    ];
    for (const name of names) {
      await save(name, `text of ${name}`);
      const { body } = await send("GET", `/api/prompts/${encodeURIComponent(name)}`);
      expect(body).toMatchObject({ name, template: `text of ${name}` });
    }
    const { body } = await send("GET", "/api/prompts");
    expect((body as { name: string }[]).map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });

  test.each([
    ["", "text", "description: This field is required."],
    ["?description=d&version=0", "text", "version: must be an integer from 1 to 2147483647"],
    ["?description=d&version=-1", "text", "version"],
    ["?description=d&version=1.5", "text", "version"],
    ["?description=d&version=2147483648", "text", "version"],
    ["?description=d&version=x", "text", "version"],
    ["?description=d&autoIncrement=yes", "text", "autoIncrement: expected true or false"],
    ["?description=d", "", "The body must be the prompt's text."],
    ["?description=d", undefined, "The body must be the prompt's text."],
    [`?description=${"d".repeat(10_001)}`, "text", "description: must have at most 10000 characters"],
    ["?description=d", "a\u0000b", "template: must be well-formed Unicode without NUL characters"],
    ["?description=d", '"\\ud800"', "template"],
  ])("%s with the body %j is refused with 400, and nothing is written", async (query, body, message) => {
    const { send } = orkesClient();
    for (const method of ["POST", "PUT"]) {
      if (query.includes("autoIncrement") && method === "PUT") continue;
      const answer = await send(method, `${PATH}${query}`, body);
      expect(answer.status).toBe(400);
      expect((answer.body as { message: string }).message).toContain(message);
    }
    expect((await send("GET", "/api/prompts")).body).toEqual([]);
  });

  test.each([["%00"], ["a%0Ab"], ["x".repeat(256)], ["prm_01ARZ3NDEKTSV4RRFFQ69G5FAV"]])(
    "a name like %s is refused with 400, and named in the answer",
    async (name) => {
      const answer = await orkesClient().send("POST", `/api/prompts/${name}?description=d`, "x");
      expect(answer.status).toBe(400);
      expect((answer.body as { message: string }).message).toMatch(/^name: /u);
    },
  );

  test("the same text by the same person appends nothing, and a key sent again is not a second save", async () => {
    const { save, send, acme } = orkesClient();
    const head = async () => (await acme.prompts.find()).position;
    await save("greeter", "Hi");
    const before = await head();
    await save("greeter", "Hi");
    expect(await head()).toBe(before);
    const headers = { "idempotency-key": "one" };
    const increment = (text: string) =>
      send("POST", `${PATH}?description=d&autoIncrement=true`, text, { headers });
    expect([(await increment("a")).status, (await increment("a")).status]).toEqual([200, 200]);
    expect((await send("GET", PATH)).body).toMatchObject({ version: 2 });
    expect((await increment("b")).status).toBe(422);
  });

  test("a key for a new prompt is known again, although the prompt exists now", async () => {
    const { send, acme } = orkesClient();
    const headers = { "idempotency-key": "one" };
    for (let time = 0; time < 3; time++)
      expect((await send("POST", `${PATH}?description=d`, "Hi", { headers })).status).toBe(200);
    expect((await acme.prompts.find()).position).toBe(4);
  });
});

describe("saving by PUT", () => {
  test("patches the highest version unless one is named, and keeps who created it when", async () => {
    const { save, send } = orkesClient();
    await save("greeter", "v1", "&models=");
    await save("greeter", "v2", "&autoIncrement=true");
    const before = (await send("GET", PATH)).body as { createTime: number };
    const bob = { id: "bob", kind: "admin" } as const;
    expect((await send("PUT", `${PATH}?description=new`, "v2 new", { as: bob })).status).toBe(200);
    expect((await send("GET", PATH)).body).toMatchObject({
      version: 2,
      template: "v2 new",
      description: "new",
      createTime: before.createTime,
      createdBy: "user@example.com",
      updatedBy: "bob",
    });
    expect((await send("PUT", `${PATH}?description=first&version=1`, "v1 new")).status).toBe(200);
    expect((await send("PUT", `${PATH}?description=fourth&version=4`, "v4")).status).toBe(200);
    expect((await send("GET", `${PATH}/versions`)).body).toMatchObject([
      { version: 4, template: "v4" },
      { version: 2, template: "v2 new" },
      { version: 1, template: "v1 new" },
    ]);
  });

  test("makes a new prompt with version 1, or with the version that it names", async () => {
    const { send } = orkesClient();
    await send("PUT", "/api/prompts/one?description=", '"Hi"');
    await send("PUT", "/api/prompts/test?description=d&version=3", "Hi");
    expect((await send("GET", "/api/prompts")).body).toMatchObject([
      { name: "one", version: 1, template: "Hi", description: "" },
      { name: "test", version: 3 },
    ]);
  });

  test("of a description alone reopens nothing (rule X7)", async () => {
    const { save, send, acme } = orkesClient();
    await save("greeter", "Hi");
    await send("PUT", `${PATH}?description=new`, "Hi");
    const types = (await acme.history.of("greeter")).items.map(({ type }) => type);
    expect(types.slice(3)).toEqual(["VersionEdited"]);
  });
});

describe("reading and deleting", () => {
  test("what is not there is 404; deleting it is no error for an admin, and forbidden to others", async () => {
    const { send, save } = orkesClient();
    for (const path of [PATH, `${PATH}/versions`, `${PATH}/tags`, `${PATH}?version=1`])
      expect((await send("GET", path)).status).toBe(404);
    const user = { id: "ann", kind: "user" } as const;
    for (const path of [PATH, `${PATH}/versions/1`]) {
      expect((await send("DELETE", path)).status).toBe(200);
      expect((await send("DELETE", path, undefined, { as: user })).status).toBe(403);
    }
    await save("greeter", "Hi");
    expect((await send("DELETE", `${PATH}/versions/9`)).status).toBe(200);
    expect((await send("DELETE", `${PATH}/versions/x`)).status).toBe(400);
    expect((await send("GET", `${PATH}?version=2`)).status).toBe(404);
    expect((await send("DELETE", PATH)).status).toBe(200);
    expect((await send("GET", PATH)).status).toBe(404);
  });

  test("by what is a prompt's id, not its name, is 404 like any other; and a name shaped like an id is 400 in every request", async () => {
    const { send, acme } = orkesClient();
    await acme.prompts.create({ id: "an-id", name: "Greeter" });
    const missing = await send("GET", "/api/prompts/nothing");
    const byId = await send("GET", "/api/prompts/an-id");
    expect([byId.status, byId.body]).toEqual([404, missing.body]);
    const { id } = await acme.prompts.create({ name: "Another" });
    const model = "/api/integrations/provider/p/integration/m";
    for (const [method, path, body] of [
      ["GET", `/api/prompts/${id}`, undefined],
      ["GET", `/api/prompts/${id}/versions`, undefined],
      ["POST", `/api/prompts/${id}?description=d`, "x"],
      ["PUT", `/api/prompts/${id}?description=d`, "x"],
      ["DELETE", `/api/prompts/${id}`, undefined],
      ["DELETE", `/api/prompts/${id}/versions/1`, undefined],
      ["GET", `/api/prompts/${id}/tags`, undefined],
      ["PUT", `/api/prompts/${id}/tags`, [{ key: "a", value: "b" }]],
      ["POST", `${model}/prompt/${id}`, undefined],
    ] as const) {
      const answer = await send(method, path, body);
      expect([answer.status, (answer.body as { message: string }).message], `${method} ${path}`).toEqual([
        400,
        "name: must not be shaped like a prompt's id",
      ]);
    }
  });

  test("of more versions than the ledger gives at once shows all of them, newest first", async () => {
    const { send, acme } = orkesClient();
    const prompt = await acme.prompts.create({ name: "Greeter" });
    const create = { type: "CreateVersion", prompt, input: { model: "x" } } as const;
    for (let hundred = 1; hundred <= 11; hundred++)
      await acme.batch(Array.from({ length: 100 }, () => create));
    const { status, body } = await send("GET", `${PATH}/versions`);
    expect(status).toBe(200);
    // The last of the 1100 is the draft.
    expect((body as { version: number }[]).map(({ version }) => version)).toEqual(
      Array.from({ length: 1099 }, (_, index) => 1099 - index),
    );
  });

  test("with the last version goes the prompt, with tags and grants; the name is then anybody's", async () => {
    const { send, save } = orkesClient();
    const ann = { id: "ann", kind: "user" } as const;
    const bob = { id: "bob", kind: "user" } as const;
    await send("POST", `${PATH}?description=d`, "Hi", { as: ann });
    await send("PUT", `${PATH}/tags`, [{ key: "team", value: "docs" }], { as: ann });
    expect((await send("POST", `${PATH}?description=d`, "Hi", { as: bob })).status).toBe(403);
    expect((await send("DELETE", `${PATH}/versions/1`, undefined, { as: bob })).status).toBe(403);
    expect((await send("DELETE", `${PATH}/versions/1`, undefined, { as: ann })).status).toBe(200);
    expect((await send("POST", `${PATH}?description=d`, "Hi", { as: bob })).status).toBe(200);
    expect((await send("GET", PATH, undefined, { as: ann })).status).toBe(403);
    expect((await send("GET", PATH, undefined, { as: bob })).body).toMatchObject({
      tags: [],
      createdBy: "bob",
    });
    await save("greeter", "by an admin");
  });
});
