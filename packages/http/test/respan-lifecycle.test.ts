import { describe, expect, test } from "vitest";
import { HELLO, promptAt, promptWithVersions, respanClient, rowsOf } from "./respan-client.ts";

describe("drafts", () => {
  test("a new version is the next number and the only draft, and becomes the current version", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    const rows = rowsOf(await client.send("GET", `${path}/versions/`));
    expect(rows.filter((row) => row["readonly"] === false).map((row) => row["version"])).toEqual([3]);
    const { body } = await client.send("GET", path);
    expect(body).toMatchObject({ commit_count: 2, current_version: { version: 3 } });
  });

  test("a committed version's content is frozen, its description is not", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    const head = await client.head();
    const refused = await client.send("PATCH", `${path}/versions/1/`, { temperature: 1 });
    expect(refused.status).toBe(400);
    expect(await client.head()).toBe(head);
    const { status, body } = await client.send("PATCH", `${path}/versions/1/`, { description: "better" });
    expect([status, body["description"]]).toEqual([200, "better"]);
  });

  test("writing to a committed version what it already holds is no change", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    const head = await client.head();
    expect((await client.send("PATCH", `${path}/versions/1/`, HELLO)).status).toBe(200);
    expect(await client.head()).toBe(head);
  });
});

describe("committing", () => {
  test("freezes draft N with its message and opens draft N+1 with the same content, in one append", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const before = await client.head();
    const { status, body } = await client.send("POST", `${path}/commits/`, { description: "first" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ version: 1, readonly: true, is_deployed: false, description: "first" });
    const { body: prompt } = await client.send("GET", path);
    expect(prompt).toMatchObject({
      commit_count: 1,
      current_version: { version: 2, readonly: false, description: "first", messages: HELLO["messages"] },
      live_version: null,
    });
    const events = [];
    for await (const event of client.acme.history.log({ after: before })) events.push(event.type);
    expect(events).toEqual(["VersionEdited", "VersionCommitted", "VersionCreated"]);
  });

  test("an unchanged draft is a real commit", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    await client.send("POST", `${path}/commits/`);
    expect((await client.send("POST", `${path}/commits/`, { description: null })).body["version"]).toBe(2);
    expect((await client.send("GET", path)).body["commit_count"]).toBe(2);
  });

  test("a prompt without a draft is refused with 400", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    expect((await client.send("POST", `${path}/commits/`, {})).status).toBe(400);
  });

  test.each([{ description: 5 }, { description: "x".repeat(5001) }, []])(
    "the body %j is refused",
    async (body) => {
      const client = respanClient();
      const path = await promptWithVersions(client, 1);
      const head = await client.head();
      expect((await client.send("POST", `${path}/commits/`, body)).status).toBe(400);
      expect(await client.head()).toBe(head);
    },
  );
});

describe("deploying", () => {
  test("makes a committed version live in place of the one before", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    await client.send("POST", `${path}/deployments/`, { version: 1 });
    const { status, body } = await client.send("POST", `${path}/deployments/`, { version: 2 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 2, readonly: true, is_deployed: true });
    const rows = rowsOf(await client.send("GET", `${path}/versions/`));
    expect(rows.map((row) => row["is_deployed"])).toEqual([false, true, false]);
    expect(rows.map((row) => row["readonly"])).toEqual([false, true, true]);
  });

  test("an older version again is a rollback, and the live one again is no change", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    for (const version of [2, 1]) await client.send("POST", `${path}/deployments/`, { version });
    const head = await client.head();
    const { status, body } = await client.send("POST", `${path}/deployments/`, { version: 1 });
    expect([status, body["is_deployed"]]).toEqual([200, true]);
    expect(await client.head()).toBe(head);
  });

  test("a draft is refused in the words that clients know", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const { status, body } = await client.send("POST", `${path}/deployments/`, { version: 1 });
    expect(status).toBe(400);
    expect(body["detail"]).toBe("Cannot deploy a draft version. Commit it first.");
  });

  test.each([
    [400, {}],
    [400, { version: null }],
    [400, { version: "1" }],
    [400, { version: 1.5 }],
    [400, { version: true }],
    [400, { version: 1e300 }],
    [404, { version: 7 }],
    [404, { version: 0 }],
    [404, { version: -1 }],
    [404, { version: 2_147_483_648 }],
  ])("answers %i to %j", async (status, body) => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    expect((await client.send("POST", `${path}/deployments/`, body)).status).toBe(status);
  });

  test("uses the environment that the API was set up with, and shows nothing of others", async () => {
    const client = respanClient({ environment: "staging" });
    const path = await promptWithVersions(client, 3);
    const id = path.slice("/api/prompts/".length);
    await client.acme.deployments.deploy({ id }, { version: 1, environment: "production" });
    await client.send("POST", `${path}/deployments/`, { version: 2 });
    expect(Object.keys((await client.acme.prompts.get({ id })).deployments).sort()).toEqual([
      "production",
      "staging",
    ]);
    expect((await client.send("GET", path)).body).toMatchObject({ live_version: { version: 2 } });
    expect((await client.send("GET", `${path}/versions/1`)).body["is_deployed"]).toBe(false);
    const { status, body } = await client.send("DELETE", `${path}/versions/1`);
    expect(status).toBe(400);
    expect(body["detail"]).toContain("production");
  });
});

describe("deploy with a write", () => {
  test("on creation commits the version and makes it live, in one append", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const { status, body } = await client.send("POST", `${path}/versions/`, { ...HELLO, deploy: true });
    expect(status).toBe(201);
    expect(body).toMatchObject({ version: 2, readonly: true, is_deployed: true });
    expect((await client.send("GET", path)).body).toMatchObject({
      live_version: { version: 2 },
      current_version: { version: 3, readonly: false },
    });
  });

  test("on a draft applies the changes, commits it and makes it live", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const { status, body } = await client.send("PATCH", `${path}/versions/1/`, {
      model: "gpt-5",
      deploy: true,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 1, model: "gpt-5", readonly: true, is_deployed: true });
    expect((await client.send("GET", path)).body).toMatchObject({
      current_version: { version: 2, model: "gpt-5" },
    });
  });

  test("on a committed version makes it live", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    const { status, body } = await client.send("PATCH", `${path}/versions/1/`, { deploy: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 1, is_deployed: true });
    expect((await client.send("GET", path)).body["current_version"]).toMatchObject({ version: 3 });
  });

  test("on a committed version with other content is refused whole", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    const { status } = await client.send("PATCH", `${path}/versions/1/`, { deploy: true, model: "gpt-5" });
    expect(status).toBe(400);
    expect((await client.send("GET", path)).body["live_version"]).toBeNull();
  });
});

describe("deleting a version", () => {
  test("the live one is refused, and so is one that is not there", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    await client.send("POST", `${path}/deployments/`, { version: 1 });
    expect((await client.send("DELETE", `${path}/versions/1/`)).status).toBe(400);
    expect((await client.send("DELETE", `${path}/versions/9/`)).status).toBe(404);
  });

  test("makes the highest that remains the current one, and its number is not given out again", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 3);
    expect((await client.send("DELETE", `${path}/versions/3/`)).status).toBe(204);
    expect((await client.send("GET", path)).body["current_version"]).toMatchObject({
      version: 2,
      readonly: true,
    });
    expect((await client.send("POST", `${path}/versions/`, HELLO)).body["version"]).toBe(4);
  });

  test("the last one leaves the prompt empty", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    expect((await client.send("DELETE", `${path}/versions/1`)).status).toBe(204);
    expect((await client.send("GET", path)).body).toMatchObject({ current_version: null, commit_count: 0 });
  });
});

describe("what is live", () => {
  test("stays as it was deployed when its number is overwritten through another API", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 2);
    const id = path.slice("/api/prompts/".length);
    await client.send("POST", `${path}/deployments/`, { version: 1 });
    const input = { messages: [{ role: "user", content: "Overwritten" }] };
    await client.acme.batch([{ type: "SaveVersion", prompt: { id }, number: 1, mode: "patch", input }]);
    const { body } = await client.send("GET", path);
    expect(body["live_version"]).toMatchObject({
      version: 1,
      is_deployed: true,
      messages: HELLO["messages"],
    });
    const slot = await client.send("GET", `${path}/versions/1`);
    expect(slot.body["messages"]).toEqual([{ role: "user", content: "Overwritten" }]);
  });
});
