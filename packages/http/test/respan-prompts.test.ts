import { describe, expect, test } from "vitest";
import { HELLO, promptAt, promptWithVersions, respanClient } from "./respan-client.ts";

describe("creating a prompt", () => {
  test("answers 201 with a prompt that has no versions", async () => {
    const client = respanClient();
    const { status, body } = await client.send("POST", "/api/prompts/", {
      name: "Customer Support Assistant",
      description: "Handles customer support queries with empathy",
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: "Customer Support Assistant",
      description: "Handles customer support queries with empathy",
      prompt_slug: "customer-support-assistant",
      tags: [],
      starred: false,
      commit_count: 0,
      current_version: null,
      live_version: null,
      prompt_live_version_number: null,
      deleted_at: null,
    });
    expect(body["prompt_id"]).toBe(body["id"]);
    expect(body["full_prompt_id"]).toBe(body["id"]);
  });

  test("without a description gives it an empty one", async () => {
    const { body } = await respanClient().send("POST", "/api/prompts/", { name: "A" });
    expect(body["description"]).toBe("");
  });

  test.each(["", " \n", undefined, {}, { description: "no name" }])(
    "with the body %j calls it Untitled",
    async (empty) => {
      const { status, body } = await respanClient().send("POST", "/api/prompts", empty);
      expect([status, body["name"]]).toEqual([201, "Untitled"]);
    },
  );

  test.each([{ name: null }, { name: "" }, { name: " \t" }, { name: 5 }])(
    "refuses %j for its name",
    async (input) => {
      const client = respanClient();
      const { status, body } = await client.send("POST", "/api/prompts/", input);
      expect(status).toBe(400);
      expect(Object.keys(body["errors"] as object)).toEqual(["name"]);
      expect(await client.head()).toBe(0);
    },
  );

  test("keeps an id, a slug and a star that the client gives", async () => {
    const client = respanClient();
    const input = { name: "Moved", prompt_id: "042f5f", prompt_slug: "my/slug", starred: true };
    const { status, body } = await client.send("POST", "/api/prompts/", input);
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: "042f5f", prompt_slug: "my/slug", starred: true });
    expect((await client.send("GET", "/api/prompts/042f5f/")).status).toBe(200);
  });

  test("refuses an id that is taken, one that is a path of the API, and a slug that is taken", async () => {
    const client = respanClient();
    await client.send("POST", "/api/prompts/", { name: "A", prompt_id: "a", prompt_slug: "s" });
    for (const taken of [
      { prompt_id: "a" },
      { prompt_id: "list" },
      { prompt_id: "summary" },
      { prompt_slug: "s" },
    ]) {
      const { status } = await client.send("POST", "/api/prompts/", { name: "B", ...taken });
      expect(status).toBe(400);
    }
  });

  test("lets unknown fields pass", async () => {
    const input = { name: "A", project: 7, created_at: "2026-01-01T00:00:00Z" };
    expect((await respanClient().send("POST", "/api/prompts/", input)).status).toBe(201);
  });
});

describe("retrieving a prompt", () => {
  test("shows its current and its live version whole", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    await client.send("POST", `${path}/deployments/`, { version: 1 });
    const { body } = await client.send("GET", `${path}/`);
    expect(body).toMatchObject({
      commit_count: 1,
      prompt_live_version_number: 1,
      current_version: { version: 2, readonly: false, is_deployed: false, model: "gpt-4o" },
      live_version: { version: 1, readonly: true, is_deployed: true, model: "gpt-4o" },
    });
  });

  test.each([
    "/api/prompts/none/",
    "/api/prompts/a%20b/",
    "/api/prompts/%E0%A4%A/",
    `/api/prompts/${"x".repeat(65)}/`,
  ])("answers 404 for %s", async (path) => {
    const client = respanClient();
    const { status, body } = await client.send("GET", path);
    expect(status).toBe(404);
    expect(body["errors"]).toBeUndefined();
  });

  test("finds by the whole id alone", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    expect((await client.send("GET", path.slice(0, -3))).status).toBe(404);
    expect((await client.send("GET", "/api/prompts/greeter")).status).toBe(404);
  });
});

describe("updating a prompt", () => {
  test("renames it and keeps its slug", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const { status, body } = await client.send("PATCH", `${path}/`, { name: "New", description: null });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "New", description: "", prompt_slug: "greeter" });
  });

  test("moves its slug and sets its star", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const { body } = await client.send("PATCH", `${path}/`, { prompt_slug: "hello", starred: true });
    expect(body).toMatchObject({ prompt_slug: "hello", starred: true });
    await promptAt(client, "Taken");
    const refused = await client.send("PATCH", `${path}/`, { prompt_slug: "taken", name: "X" });
    expect(refused.status).toBe(400);
    expect((await client.send("GET", path)).body).toMatchObject({ prompt_slug: "hello", name: "Greeter" });
  });

  test("answers with the live version as it stays", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    await client.send("POST", `${path}/deployments/`, { version: 1 });
    const { body } = await client.send("PATCH", `${path}/`, { name: "New" });
    expect(body).toMatchObject({
      current_version: { version: 3 },
      live_version: { version: 1, is_deployed: true },
    });
    expect((await client.send("GET", path)).body).toEqual(body);
  });

  test("with an empty object changes nothing", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const head = await client.head();
    expect((await client.send("PATCH", `${path}/`, {})).status).toBe(200);
    expect((await client.send("PATCH", `${path}/`)).status).toBe(200);
    expect(await client.head()).toBe(head);
  });

  test("with deploy makes the newest committed version live, together with the other changes", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    const { body } = await client.send("PATCH", path, { deploy: true, name: "Live" });
    expect(body).toMatchObject({
      name: "Live",
      prompt_live_version_number: 2,
      current_version: { version: 3 },
    });
  });

  test("with deploy and nothing but a draft commits the draft first", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const { status, body } = await client.send("PATCH", path, { deploy: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      prompt_live_version_number: 1,
      current_version: { version: 2, readonly: false },
    });
  });

  test("with deploy and no version at all is refused whole", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const { status, body } = await client.send("PATCH", path, { deploy: true, name: "X" });
    expect([status, Object.keys(body["errors"] as object)]).toEqual([400, ["deploy"]]);
    expect((await client.send("GET", path)).body["name"]).toBe("Greeter");
  });
});

describe("deleting a prompt", () => {
  test("answers 204, and every path by its id is 404 from then on", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    await client.send("POST", `${path}/deployments/`, { version: 1 });
    expect((await client.send("DELETE", `${path}/`)).status).toBe(204);
    const head = await client.head();
    for (const [method, rest, body] of [
      ["GET", "/", undefined],
      ["PATCH", "/", { name: "X" }],
      ["PATCH", "/", { deploy: true }],
      ["DELETE", "/", undefined],
      ["POST", "/versions/", HELLO],
      ["POST", "/versions/", { ...HELLO, deploy: true }],
      ["GET", "/versions/", undefined],
      ["GET", "/versions/1/", undefined],
      ["PATCH", "/versions/2/", { messages: HELLO["messages"] }],
      ["PATCH", "/versions/1/", { deploy: true }],
      ["DELETE", "/versions/1/", undefined],
      ["POST", "/commits/", {}],
      ["POST", "/deployments/", { version: 1 }],
    ] as const) {
      expect((await client.send(method, `${path}${rest}`, body)).status, `${method} ${rest}`).toBe(404);
    }
    expect(await client.head()).toBe(head);
  });

  test("frees its slug", async () => {
    const client = respanClient();
    const path = await promptAt(client, "Again");
    await client.send("DELETE", path);
    const { body } = await client.send("POST", "/api/prompts/", { name: "Again" });
    expect(body["prompt_slug"]).toBe("again");
  });
});
