// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { describe, expect, test } from "vitest";
import { orkesClient } from "./orkes-client.ts";

const PATH = "/api/prompts/greeter";
const DOCS = { key: "team", value: "docs" };
const ENGINEERING = { key: "team", value: "engineering" };

describe("tags", () => {
  test("are a set of pairs: adding keeps what is there, and removing takes exactly what is named", async () => {
    const { save, send } = orkesClient();
    const tags = async () => (await send("GET", `${PATH}/tags`)).body;
    await save("greeter", "Hi");
    await save("greeter", "Hi 2", "&autoIncrement=true");
    expect(await tags()).toEqual([]);
    await send("PUT", `${PATH}/tags`, [{ ...DOCS, type: "METADATA" }]);
    await send("PUT", `${PATH}/tags`, [ENGINEERING, DOCS, { key: "plain" }, { key: "none", value: null }]);
    expect(await tags()).toEqual([
      DOCS,
      ENGINEERING,
      { key: "plain", value: "" },
      { key: "none", value: "" },
    ]);
    await send("DELETE", `${PATH}/tags`, [
      DOCS,
      { key: "plain", value: "" },
      { key: "team", value: "nobody" },
    ]);
    expect(await tags()).toEqual([ENGINEERING, { key: "none", value: "" }]);
    const versions = (await send("GET", `${PATH}/versions`)).body as { tags: unknown }[];
    expect(versions.map((version) => version.tags)).toEqual([await tags(), await tags()]);
  });

  test("may be 100 at once, added and removed", async () => {
    const { save, send } = orkesClient();
    await save("greeter", "Hi");
    // Without a value each may be one of two tags, and so takes two commands.
    const many = Array.from({ length: 100 }, (_, index) => ({ key: `k${index}`, value: "" }));
    expect((await send("PUT", `${PATH}/tags`, many)).status).toBe(200);
    expect((await send("GET", `${PATH}/tags`)).body).toEqual(many);
    expect((await send("DELETE", `${PATH}/tags`, many)).status).toBe(200);
    expect((await send("GET", `${PATH}/tags`)).body).toEqual([]);
    expect((await send("DELETE", `${PATH}/tags`, [...many, DOCS])).status).toBe(400);
  });

  test("of an unknown prompt are 404, also where there is nothing to add or to remove", async () => {
    const { send } = orkesClient();
    for (const method of ["PUT", "DELETE"]) {
      for (const body of [[], [DOCS]]) expect((await send(method, `${PATH}/tags`, body)).status).toBe(404);
    }
  });

  test.each([
    ["{}", "The body must be a JSON array."],
    ["", "The body must be a JSON array."],
    ['[{"value":"x"}]', "[0].key: This field is required."],
    ['[{"key":""}]', "[0].key"],
    ['[{"key":"a","value":1}]', "[0].value"],
    ["nonsense", "not valid JSON"],
  ])("that are %j are refused with 400", async (body, message) => {
    const { save, send } = orkesClient();
    await save("greeter", "Hi");
    const answer = await send("PUT", `${PATH}/tags`, body);
    expect(answer.status).toBe(400);
    expect((answer.body as { message: string }).message).toContain(message);
  });
});

describe("saving in bulk", () => {
  test("saves one after the other, into version 1 unless named, and keeps who made it when", async () => {
    const { save, send } = orkesClient();
    await save("greeter", "Hi");
    const before = (await send("GET", PATH)).body as { createTime: number };
    const items = [
      {
        name: "greeter",
        template: "Hello ${name}",
        temperature: 0.1,
        topP: 1,
        stopWords: [],
        responseFormat: "json",
      },
      {
        name: "other",
        template: "v3",
        version: 3,
        description: "d",
        createTime: 1,
        variables: ["x"],
        tags: [DOCS],
      },
      { name: "test", template: "t", version: null, integrations: null },
    ];
    for (const path of ["/api/prompts/", "/api/prompts"])
      expect((await send("POST", path, items)).body).toBe("");
    expect((await send("GET", "/api/prompts")).body).toMatchObject([
      {
        name: "greeter",
        version: 1,
        template: "Hello ${name}",
        description: "d",
        variables: ["name"],
        temperature: 0.1,
        topP: 1,
        stopWords: [],
        responseFormat: "json",
        createTime: before.createTime,
      },
      { name: "other", version: 3, template: "v3", description: "d", tags: [], variables: [] },
      { name: "test", version: 1 },
    ]);
  });

  test("passes over what the caller may not update, and is 200 all the same", async () => {
    const { save, send } = orkesClient();
    const ann = { id: "ann", kind: "user" } as const;
    await save("admins", "Hi");
    const items = [
      { name: "mine", template: "a" },
      { name: "admins", template: "b" },
      { name: "also-mine", template: "c" },
    ];
    expect((await send("POST", "/api/prompts/", items, { as: ann })).status).toBe(200);
    expect((await send("GET", "/api/prompts")).body).toMatchObject([
      { name: "admins", template: "Hi" },
      { name: "also-mine", template: "c" },
      { name: "mine", template: "a" },
    ]);
  });

  test("ends at the first integration that is missing or closed to the caller, and keeps what came before (rule X14)", async () => {
    const { send } = orkesClient();
    const ann = { id: "ann", kind: "user" } as const;
    await send("POST", "/api/integrations/provider/closed", { type: "custom", configuration: {} });
    for (const [integrations, status] of [
      [["nowhere:m"], 404],
      [["closed:m"], 403],
    ] as const) {
      const items = [
        { name: `before-${status}`, template: "a" },
        { name: "refused", template: "b", integrations },
        { name: "after", template: "c" },
      ];
      expect((await send("POST", "/api/prompts/", items, { as: ann })).status).toBe(status);
    }
    expect((await send("GET", "/api/prompts")).body).toMatchObject([
      { name: "before-403" },
      { name: "before-404" },
    ]);
  });

  test("with a key is known again, item by item", async () => {
    const { send, acme } = orkesClient();
    const headers = { "idempotency-key": "k" };
    const items = [
      { name: "a", template: "1" },
      { name: "b", template: "2" },
    ];
    await send("POST", "/api/prompts/", items, { headers });
    const before = (await acme.prompts.find()).position;
    expect((await send("POST", "/api/prompts/", items, { headers })).status).toBe(200);
    expect((await acme.prompts.find()).position).toBe(before);
    const [event] = (await acme.history.of("b")).items;
    expect(event?.metadata.commandId).toBe("k#1");
    expect((await send("POST", "/api/prompts/", [{ name: "c", template: "1" }], { headers })).status).toBe(
      422,
    );
  });

  test.each([
    ['{"name":"a"}', "The body must be a JSON array."],
    ['[{"name":"a"}]', "[0].template: This field is required."],
    ['[{"name":"a","template":"t","version":0}]', "[0].version"],
    ['[{"name":"a","template":"t"},{"name":"","template":"t"}]', "[1].name"],
    ['[{"name":"a","template":"t","responseFormat":"xml"}]', "[0].responseFormat"],
  ])("a body like %s is refused with 400 before anything is saved", async (body, message) => {
    const { send } = orkesClient();
    const answer = await send("POST", "/api/prompts/", body);
    expect(answer.status).toBe(400);
    expect((answer.body as { message: string }).message).toContain(message);
    expect((await send("GET", "/api/prompts")).body).toEqual([]);
  });
});
