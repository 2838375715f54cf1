import { describe, expect, test } from "vitest";
import { HELLO, KEY, ORIGIN, promptAt, respanClient, rowsOf } from "./respan-client.ts";

describe("the generated SDK", () => {
  test("goes from a new prompt to a live version and back, as its methods send it", async () => {
    const client = respanClient();
    const created = await client.send("POST", "/api/prompts/", { name: "SDK", description: "d" });
    const path = `/api/prompts/${String(created.body["id"])}`;
    const version = {
      description: "v1",
      messages: [{ role: "system", content: "Hi {{name}}" }],
      model: "gpt-4o",
      temperature: 0.7,
      variables: { name: "" },
      deploy: false,
    };
    expect((await client.send("POST", `${path}/versions/`, version)).body["version"]).toBe(1);
    const nulls = {
      temperature: null,
      max_tokens: null,
      tools: null,
      tool_choice: null,
      response_format: null,
    };
    expect((await client.send("PATCH", `${path}/versions/1/`, nulls)).body).toMatchObject(nulls);
    expect((await client.send("POST", `${path}/commits/`, {})).body).toMatchObject({
      version: 1,
      readonly: true,
    });
    expect((await client.send("POST", `${path}/deployments/`, { version: 1 })).body["is_deployed"]).toBe(
      true,
    );
    expect(
      (await client.send("POST", "/api/prompts/list/?page=1&page_size=25&sort_by=-id", {})).body["count"],
    ).toBe(1);
    expect((await client.send("GET", "/api/prompts/summary/")).body).toEqual({ total_count: 1 });
    expect((await client.send("PATCH", `${path}/`, {})).status).toBe(200);
    expect((await client.send("DELETE", `${path}/versions/2/`)).status).toBe(204);
    expect((await client.send("DELETE", `${path}/`)).status).toBe(204);
  });

  test("never repeats a request that is refused for good", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    await client.send("POST", `${path}/versions/`, { ...HELLO, deploy: true });
    await client.send("DELETE", `${path}/versions/2/`);
    const refusals = [
      await client.send("POST", `${path}/commits/`, {}),
      await client.send("PATCH", `${path}/versions/1/`, { model: "x" }),
      await client.send("DELETE", `${path}/versions/1/`),
      await client.send("POST", "/api/prompts/", { name: "x", prompt_slug: "greeter" }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });
});

describe("the legacy SDK", () => {
  test("works without trailing slashes and with its own keys", async () => {
    const client = respanClient();
    const { body: prompt } = await client.send("POST", "/api/prompts", "");
    expect(prompt).toMatchObject({ name: "Untitled", description: "", prompt_slug: "untitled" });
    const path = `/api/prompts/${String(prompt["prompt_id"])}`;
    const legacy = {
      prompt_version_id: "",
      description: "",
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
      version: 0,
      messages: [{ role: "user", content: "Hi" }],
      model: "gpt-4o",
      temperature: 0.7,
      max_tokens: 256,
      top_p: 1.0,
      frequency_penalty: 0.0,
      presence_penalty: 0.0,
      variables: {},
      readonly: false,
      parent_prompt: prompt["prompt_id"],
    };
    const { status, body: version } = await client.send("POST", `${path}/versions`, legacy);
    expect(status).toBe(201);
    for (const name of ["prompt_version_id", "description", "model", "parent_prompt"]) {
      expect(typeof version[name], name).toBe("string");
    }
    for (const name of ["temperature", "max_tokens", "top_p", "frequency_penalty", "presence_penalty"]) {
      expect(typeof version[name], name).toBe("number");
    }
    expect(version["version"]).toBe(1);
    expect(
      (await client.send("PATCH", `${path}/versions/1`, { ...legacy, model: "gpt-5" })).body["model"],
    ).toBe("gpt-5");
    await client.send("POST", `${path}/versions`, legacy);
    const deployed = await client.send("PATCH", path, { deploy: true });
    expect(deployed.body["prompt_live_version_number"]).toBe(1);
  });

  test("lists starred prompts by GET", async () => {
    const client = respanClient();
    await promptAt(client, "Plain");
    const { body } = await client.send("POST", "/api/prompts", { name: "Star" });
    await client.send("PATCH", `/api/prompts/${String(body["id"])}`, { starred: true });
    for (const starred of ["true", "True", "1"]) {
      const answer = await client.send("GET", `/api/prompts/list?page=1&page_size=10&starred=${starred}`);
      expect(rowsOf(answer).map((row) => row["name"])).toEqual(["Star"]);
    }
    expect((await client.send("GET", "/api/prompts?starred=false")).body["count"]).toBe(1);
    expect((await client.send("GET", "/api/prompts/list?page=&page_size=&starred=perhaps")).status).toBe(400);
    expect((await client.send("GET", "/api/prompts/list?page=&page_size=")).body["count"]).toBe(2);
  });
});

describe("demo scripts", () => {
  test("fetch the list under a base address that ends in /api, without a slash", async () => {
    const client = respanClient();
    await promptAt(client);
    const base = `${ORIGIN}/api`;
    const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
    const response = await client.handle(new Request(`${base}/prompts/list`, { headers }));
    expect(response.redirected).toBe(false);
    expect(await response.json()).toMatchObject({ count: 1, results: [{ name: "Greeter" }] });
  });

  test("send variables as a list of names", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    const body = { ...HELLO, variables: ["name"], deploy: true };
    expect((await client.send("POST", `${path}/versions`, body)).body["variables"]).toEqual({ name: "" });
  });
});

describe("the n8n node", () => {
  test("follows next to the end, within one origin and one path, and never twice to the same", async () => {
    const client = respanClient();
    for (let index = 0; index < 7; index++) await promptAt(client, `P${index}`);
    const first = new URL(`${ORIGIN}/api/prompts/?page_size=3`);
    const visited = new Set<string>();
    const names: unknown[] = [];
    let next: URL | null = first;
    while (next !== null) {
      expect([next.origin, next.pathname]).toEqual([first.origin, first.pathname]);
      expect(visited.has(next.href)).toBe(false);
      visited.add(next.href);
      const answer = await client.send("GET", next.href.slice(ORIGIN.length));
      names.push(...rowsOf(answer).map((row) => row["name"]));
      const link = answer.body["next"];
      next = typeof link === "string" ? new URL(link) : null;
    }
    expect(visited.size).toBe(3);
    expect(names).toHaveLength(7);
  });
});
