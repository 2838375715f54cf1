import { describe, expect, test } from "vitest";
import { orkesClient } from "./orkes-client.ts";

const PROVIDER = "/api/integrations/provider/ours";
const MODEL = `${PROVIDER}/integration/tiny%3A1`;
const DOCS = { key: "team", value: "docs" };
const ENGINEERING = { key: "team", value: "engineering" };
const ann = { id: "ann", kind: "user" } as const;

/** A tenant with a provider, a model and an application, and what is shown of each. */
async function taggable() {
  const client = orkesClient();
  const { send, acme } = client;
  await send("POST", PROVIDER, { type: "custom" });
  await send("POST", MODEL, {});
  await acme.applications.create({ id: "app", name: "App" });
  return client;
}

describe.each([
  ["a provider", PROVIDER],
  ["a model", MODEL],
  ["an application", "/api/applications/app"],
])("the tags of %s", (_what, path) => {
  test("are a set of pairs: adding keeps what is there, and removing takes exactly what is named", async () => {
    const { send } = await taggable();
    const tags = async () => (await send("GET", `${path}/tags`)).body;
    expect(await tags()).toEqual([]);
    const put = await send("PUT", `${path}/tags`, [{ ...DOCS, type: "METADATA" }]);
    expect([put.status, put.body]).toEqual([200, ""]);
    await send("PUT", `${path}/tags`, [ENGINEERING, DOCS, { key: "plain" }, { key: "plain", value: "" }]);
    expect(await tags()).toEqual([DOCS, ENGINEERING, { key: "plain", value: "" }]);
    expect((await send("GET", path)).body).toMatchObject({ tags: await tags() });
    const removed = [DOCS, { key: "plain", value: "" }, { key: "team", value: "nobody" }];
    const answer = await send("DELETE", `${path}/tags`, removed);
    expect([answer.status, answer.body]).toEqual([200, ""]);
    expect(await tags()).toEqual([ENGINEERING]);
    expect((await send("GET", path)).body).toMatchObject({ tags: [ENGINEERING] });
  });

  test("may be 100 at once, added and removed", async () => {
    const { send } = await taggable();
    const many = Array.from({ length: 100 }, (_, index) => ({
      key: `k${index}`,
      value: `${index % 2 || ""}`,
    }));
    expect((await send("PUT", `${path}/tags`, many)).status).toBe(200);
    expect((await send("GET", `${path}/tags`)).body).toEqual(many);
    expect((await send("DELETE", `${path}/tags`, many)).status).toBe(200);
    expect((await send("GET", `${path}/tags`)).body).toEqual([]);
    expect((await send("PUT", `${path}/tags`, [...many, DOCS])).status).toBe(400);
  });

  test("are 404 where there is nothing to tag, also where there is nothing to add or to remove", async () => {
    const { send } = orkesClient();
    expect((await send("GET", `${path}/tags`)).status).toBe(404);
    for (const method of ["PUT", "DELETE"])
      for (const body of [[], [DOCS]]) expect((await send(method, `${path}/tags`, body)).status).toBe(404);
  });

  test.each([
    ["", "The body must be a JSON array."],
    ['[{"value":"x"}]', "[0].key: This field is required."],
    ['[{"key":""}]', "[0].key"],
  ])("that are %j are refused with 400", async (body, message) => {
    const { send } = await taggable();
    const answer = await send("PUT", `${path}/tags`, body);
    expect(answer.status).toBe(400);
    expect((answer.body as { message: string }).message).toContain(message);
  });

  test("need READ to be seen and UPDATE to be changed, and give nobody anything", async () => {
    const { send, acme } = await taggable();
    await send("PUT", `${path}/tags`, [DOCS]);
    // On prompts with this tag, Ann may do everything.
    const all = { subject: { type: "user", id: "ann" }, permissions: ["READ", "UPDATE", "DELETE"] } as const;
    await acme.access.grant({ tag: "team:docs" }, all);
    const as = { as: ann };
    const change = (method: string) => send(method, `${path}/tags`, [ENGINEERING], as);
    for (const answer of [
      await send("GET", `${path}/tags`, undefined, as),
      await change("PUT"),
      await change("DELETE"),
    ])
      expect(answer.status).toBe(403);
    const target = path.includes("applications") ? ({ tenant: true } as const) : { integration: "ours" };
    await acme.access.grant(target, { ...all, permissions: ["UPDATE"] });
    expect((await change("PUT")).status).toBe(200);
    expect((await send("GET", `${path}/tags`, undefined, as)).status).toBe(403);
    expect((await send("GET", `${path}/tags`)).body).toEqual([DOCS, ENGINEERING]);
    await acme.access.grant(target, { ...all, permissions: ["READ"] });
    expect((await send("GET", `${path}/tags`, undefined, as)).body).toEqual([DOCS, ENGINEERING]);
  });

  test("are changed once by a request that is sent again with its key", async () => {
    const { send } = await taggable();
    const headers = { "idempotency-key": "k" };
    await send("PUT", `${path}/tags`, [DOCS], { headers });
    await send("DELETE", `${path}/tags`, [DOCS]);
    expect((await send("PUT", `${path}/tags`, [DOCS], { headers })).status).toBe(200);
    expect((await send("GET", `${path}/tags`)).body).toEqual([]);
  });
});

test("A provider that is deleted and made again has no tags", async () => {
  const { send } = await taggable();
  for (const path of [PROVIDER, MODEL]) await send("PUT", `${path}/tags`, [DOCS]);
  await send("DELETE", PROVIDER);
  await send("POST", PROVIDER, { type: "custom" });
  await send("POST", MODEL, {});
  for (const path of [PROVIDER, MODEL]) expect((await send("GET", `${path}/tags`)).body).toEqual([]);
});

describe("lists of integrations", () => {
  test("hold the providers with their models, those that are enabled unless asked otherwise", async () => {
    const { send } = await taggable();
    await send("PUT", `${MODEL}/tags`, [DOCS]);
    await send("POST", `${PROVIDER}/integration/off`, { enabled: false });
    await send("POST", "/api/integrations/provider/other", {
      type: "custom",
      category: "VECTOR_DB",
      enabled: false,
    });
    await send("POST", "/api/integrations/provider/empty", { type: "custom" });
    const list = async (query: string) =>
      (
        (await send("GET", `/api/integrations${query}`)).body as { name: string; apis: { api: string }[] }[]
      ).map(({ name, apis }) => [name, apis.map(({ api }) => api)]);
    expect(await list("/")).toEqual([
      ["empty", []],
      ["ours", ["tiny:1"]],
    ]);
    expect(await list("?activeOnly=false")).toEqual([
      ["empty", []],
      ["other", []],
      ["ours", ["off", "tiny:1"]],
    ]);
    expect(await list("/?category=VECTOR_DB&activeOnly=false")).toEqual([["other", []]]);
    expect((await send("GET", "/api/integrations/?activeOnly=x")).status).toBe(400);
    const [, ours] = (await send("GET", "/api/integrations/")).body as { apis: object[] }[];
    expect(ours).toEqual({
      ...((await send("GET", PROVIDER)).body as object),
      apis: [(await send("GET", MODEL)).body],
    });
  });

  test("hold what the caller may read alone", async () => {
    const { send, acme } = await taggable();
    await send("POST", `${PROVIDER}/integration/hidden`, {});
    const list = async () => (await send("GET", "/api/integrations/", undefined, { as: ann })).body;
    expect(await list()).toEqual([]);
    await acme.access.grant(
      { integration: "ours" },
      { subject: { type: "user", id: "ann" }, permissions: ["READ"] },
    );
    expect(await list()).toMatchObject([{ name: "ours", apis: [{ api: "hidden" }, { api: "tiny:1" }] }]);
  });

  test("of the kinds that there are say what each needs to be configured", async () => {
    const { send } = orkesClient();
    const kinds = (await send("GET", "/api/integrations/def", undefined, { as: ann })).body as {
      type: string;
      configuration: { fieldName: string; optional: boolean }[];
    }[];
    const needed = kinds.map(({ type, configuration }) => [
      type,
      configuration.filter(({ optional }) => !optional).map(({ fieldName }) => fieldName),
    ]);
    expect(needed).toEqual([
      ["openai", ["api_key"]],
      ["openai_compatible", ["api_key", "endpoint"]],
    ]);
  });
});
