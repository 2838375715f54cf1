import { describe, expect, test } from "vitest";
import { HELLO, promptAt, promptWithVersions, respanClient } from "./respan-client.ts";

describe("Idempotency-Key", () => {
  test.each([
    ["POST", "", { name: "Twice", starred: true }],
    ["PATCH", "/{id}/", { name: "New", starred: true }],
    ["PATCH", "/{id}/", { deploy: true }],
    ["POST", "/{id}/versions/", HELLO],
    ["POST", "/{id}/versions/", { ...HELLO, deploy: true }],
    ["PATCH", "/{id}/versions/2/", { model: "gpt-5", messages: HELLO["messages"] }],
    ["PATCH", "/{id}/versions/2/", { model: "gpt-5", deploy: true }],
    ["PATCH", "/{id}/versions/1/", { deploy: true }],
    ["POST", "/{id}/commits/", { description: "once" }],
    ["POST", "/{id}/deployments/", { version: 1 }],
    ["DELETE", "/{id}/versions/1/", undefined],
    ["DELETE", "/{id}/", undefined],
  ])("%s %s with %j is applied once, and answered the same again", async (method, rest, body) => {
    const client = respanClient();
    const id = (await promptWithVersions(client, 2)).slice("/api/prompts/".length);
    const path = `/api/prompts${rest.replace("{id}", id)}`;
    const first = await client.send(method, path, body, { "idempotency-key": "k1" });
    expect(first.status).toBeLessThan(300);
    const head = await client.head();
    const second = await client.send(method, path, body, { "idempotency-key": "k1" });
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(await client.head()).toBe(head);
  });

  test.each([
    ["nothing but a draft", 1],
    ["a committed version", 2],
  ])(
    "of a deployment of %s answers what it did, though another version was committed since",
    async (_what, versions) => {
      const client = respanClient();
      const path = await promptWithVersions(client, versions);
      const deploy = () => client.send("PATCH", path, { deploy: true }, { "idempotency-key": "k1" });
      const first = await deploy();
      expect([first.status, first.body["prompt_live_version_number"]]).toEqual([200, 1]);
      expect((await client.send("POST", `${path}/commits/`)).body["version"]).toBe(2);
      const head = await client.head();
      const second = await deploy();
      expect([second.status, second.body]).toEqual([first.status, first.body]);
      expect(await client.head()).toBe(head);
      expect((await client.send("GET", path)).body["prompt_live_version_number"]).toBe(1);
    },
  );

  test("of new messages answers what it did, though the version's syntax was another one since", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const patch = () =>
      client.send(
        "PATCH",
        `${path}/versions/1/`,
        { messages: [{ role: "user", content: "Hi {{name}}" }] },
        {
          "idempotency-key": "k1",
        },
      );
    const first = await patch();
    const prompt = { id: path.slice("/api/prompts/".length) };
    await client.acme.versions.edit(prompt, 1, { templateSyntax: "jinja" });
    const second = await patch();
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect((await client.acme.versions.get(prompt, 1)).content.templateSyntax).toBe("jinja");
  });

  test("with other content is refused with 400", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    await client.send("PATCH", path, { name: "A" }, { "idempotency-key": "k1" });
    const { status } = await client.send("PATCH", path, { name: "B" }, { "idempotency-key": "k1" });
    expect(status).toBe(400);
    expect((await client.send("GET", path)).body["name"]).toBe("A");
  });

  test("of more than 255 characters is refused", async () => {
    const client = respanClient();
    const { status, body } = await client.send(
      "POST",
      "/api/prompts/",
      { name: "A" },
      { "idempotency-key": "k".repeat(256) },
    );
    expect([status, Object.keys(body["errors"] as object)]).toEqual([400, ["Idempotency-Key"]]);
  });
});

describe("If-Match", () => {
  test("lets a write through to what the writer saw, and answers 412 to what has changed since", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    for (const [target, change] of [
      [path, { name: "New" }],
      [`${path}/versions/1`, { model: "gpt-5" }],
    ] as const) {
      const etag = (await client.send("GET", target)).headers.get("etag") ?? "";
      expect(etag).toMatch(/^"\d+"$/u);
      const written = await client.send("PATCH", target, change, { "if-match": etag });
      expect(written.status).toBe(200);
      expect((await client.send("PATCH", target, { description: "late" }, { "if-match": etag })).status).toBe(
        412,
      );
      const renewed = written.headers.get("etag") ?? "";
      expect(
        (await client.send("PATCH", target, { description: "ok" }, { "if-match": `W/${renewed}` })).status,
      ).toBe(200);
      expect((await client.send("PATCH", target, { description: "any" }, { "if-match": "*" })).status).toBe(
        200,
      );
    }
  });

  test.each([
    ["GET", "/", undefined],
    ["PATCH", "/", { name: "New" }],
    ["PATCH", "/", { name: "New", deploy: true }],
    ["GET", "/versions/", undefined],
    ["POST", "/versions/", HELLO],
    ["POST", "/versions/", { ...HELLO, deploy: true }],
    ["GET", "/versions/1/", undefined],
    ["PATCH", "/versions/1/", { description: "new" }],
    ["PATCH", "/versions/3/", { model: "gpt-5" }],
    ["PATCH", "/versions/3/", { model: "gpt-5", deploy: true }],
    ["POST", "/commits/", { description: "new" }],
    ["POST", "/deployments/", { version: 2 }],
  ])(
    "of what %s %s answered to %j fits whatever is written next, and what was before it does not",
    async (...answered) => {
      for (const [method, rest, body] of [
        ["PATCH", "/", { name: "Next", prompt_slug: "next" }],
        ["PATCH", "/", { name: "Next", deploy: true }],
        ["POST", "/versions/", HELLO],
        ["POST", "/versions/", { ...HELLO, deploy: true }],
        ["PATCH", "/versions/1/", { description: "next" }],
        ["PATCH", "/versions/3/", { description: "next", deploy: true }],
        ["DELETE", "/versions/1/", undefined],
        ["POST", "/commits/", {}],
        ["POST", "/deployments/", { version: 1 }],
        ["DELETE", "/", undefined],
      ] as const) {
        const client = respanClient();
        const path = await promptWithVersions(client, 3);
        const etag = (await client.send(answered[0], path + answered[1], answered[2])).headers.get("etag");
        const revision = Number(etag?.slice(1, -1));
        expect(etag).toBe(`"${revision}"`);
        const send = (ifMatch: string) => client.send(method, path + rest, body, { "if-match": ifMatch });
        const head = await client.head();
        expect((await send(`"${revision - 1}"`)).status, `${method} ${rest} of before`).toBe(412);
        expect(await client.head()).toBe(head);
        expect((await send(etag ?? "")).status, `${method} ${rest}`).toBeLessThan(300);
      }
    },
  );

  test("of a new prompt fits its first write", async () => {
    const client = respanClient();
    const made = await client.send("POST", "/api/prompts/", { name: "New", starred: true });
    const path = `/api/prompts/${String(made.body["id"])}`;
    const headers = { "if-match": made.headers.get("etag") ?? "" };
    expect((await client.send("POST", `${path}/versions/`, HELLO, headers)).status).toBe(201);
    expect((await client.send("POST", `${path}/versions/`, HELLO, headers)).status).toBe(412);
  });

  test.each(["7", '"a"', '"1", "2"', ""])("%j is refused with 400", async (etag) => {
    const client = respanClient();
    const path = await promptAt(client);
    expect((await client.send("PATCH", path, { name: "X" }, { "if-match": etag })).status).toBe(400);
  });
});

describe("clients at the same time", () => {
  test("that create versions get one number each", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.send("POST", `${path}/versions/`, HELLO)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(answers.map(({ body }) => Number(body["version"])).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });
});
