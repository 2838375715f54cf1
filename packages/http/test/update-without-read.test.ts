import type { Permission } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import type { TwoApis } from "./two-apis.ts";
import { twoApis } from "./two-apis.ts";

const SECRET = "a secret text";
const UMA = { id: "uma", kind: "user" } as const;
const content = { messages: [{ role: "user", content: SECRET }], model: "secret-model" };

/** A prompt `p` with a committed version that is live and a draft, and a provider; Uma has these permissions on both. */
async function withGrant(...permissions: readonly Permission[]): Promise<TwoApis> {
  const apis = twoApis();
  const { acme, respan, client } = apis;
  await client.send("POST", "/api/integrations/provider/ours", { type: "custom", description: SECRET });
  await client.send("POST", "/api/integrations/provider/ours/integration/m", { description: SECRET });
  await respan("POST", "/", { name: "p", prompt_id: "p", description: SECRET });
  await respan("POST", "/p/versions/", { ...content, deploy: true });
  const grant = { subject: { type: "user", id: "uma" }, permissions } as const;
  await acme.access.grant("p", grant);
  await acme.access.grant({ integration: "ours" }, grant);
  return apis;
}

describe("Respan's API, to somebody with UPDATE and without READ,", () => {
  test.each([
    ["PATCH", "/p/", {}, 200],
    ["PATCH", "/p/", { name: "n" }, 200],
    ["PATCH", "/p/", { description: "d", starred: true, prompt_slug: "s" }, 200],
    ["PATCH", "/p/", { deploy: true }, 200],
    ["POST", "/p/versions/", content, 201],
    ["POST", "/p/versions/", { ...content, deploy: true }, 201],
    ["PATCH", "/p/versions/2/", {}, 200],
    ["PATCH", "/p/versions/2/", { temperature: 0.1, deploy: false }, 200],
    ["PATCH", "/p/versions/2/", { description: "d", deploy: true }, 200],
    ["POST", "/p/commits/", {}, 201],
    ["POST", "/p/commits/", { description: "d" }, 201],
    ["POST", "/p/deployments/", { version: 1 }, 200],
  ] as const)("answers %s %s %j with ids and number alone", async (method, path, body, status) => {
    const { respan } = await withGrant("UPDATE");
    const answer = await respan(method, path, body, UMA);
    expect(answer.status).toBe(status);
    const names = ["id", "parent_prompt", "prompt_id", "prompt_version_id", "version"];
    for (const name of Object.keys(answer.body)) expect(names).toContain(name);
    expect(answer.body["prompt_id"] ?? answer.body["parent_prompt"]).toBe("p");
    if (path !== "/p/") expect(answer.body["version"]).toEqual(expect.any(Number));
    expect((await respan("GET", "/p/", undefined, UMA)).status).toBe(403);
  });

  // The same content was answered with 200.
  test.each([content, { model: content.model }, { messages: [] }, { model: "guess" }])(
    "refuses a committed version's content with the same answer, whether it is %j or not",
    async (body) => {
      const { respan } = await withGrant("UPDATE");
      const answer = await respan("PATCH", "/p/versions/1/", body, UMA);
      expect(answer.status).toBe(400);
      expect(Object.keys(answer.body["errors"] as object)).toEqual([Object.keys(body)[0]]);
    },
  );

  test("and with READ too shows what was written", async () => {
    const { respan } = await withGrant("UPDATE", "READ");
    const { body } = await respan("PATCH", "/p/versions/2/", { temperature: 0.1 }, UMA);
    expect(body).toMatchObject({ version: 2, temperature: 0.1, messages: content.messages });
  });
});

describe("Orkes' API, to somebody with UPDATE and without READ,", () => {
  test.each([
    ["POST", "/p?description=d", "text"],
    ["PUT", "/p?description=d", "text"],
    ["PUT", "/p?description=d&version=1", "text"],
    ["PUT", "/p/tags", [{ key: "k" }]],
    ["DELETE", "/p/tags", [{ key: "k" }]],
    ["POST", "", [{ name: "p", template: "text" }]],
  ] as const)("answers %s %s with nothing", async (method, path, body) => {
    const { orkes } = await withGrant("UPDATE");
    expect(await orkes(method, path, body, UMA)).toMatchObject({ status: 200, body: "" });
    expect((await orkes("GET", "/p", undefined, UMA)).status).toBe(403);
  });

  test("answers a change of a provider with its name alone", async () => {
    const { client } = await withGrant("UPDATE");
    const provider = "/api/integrations/provider/ours";
    const saved = await client.send("POST", provider, { type: "custom", enabled: true }, { as: UMA });
    expect([saved.status, saved.body]).toEqual([200, { name: "ours" }]);
    expect(await client.send("POST", `${provider}/integration/m`, {}, { as: UMA })).toMatchObject({
      body: "",
    });
    expect((await client.send("GET", provider, undefined, { as: UMA })).status).toBe(403);
  });

  test("answers a new application with its id alone", async () => {
    const { client, acme } = await withGrant("EXECUTE");
    const grant = { subject: { type: "user", id: "uma" }, permissions: ["UPDATE"] } as const;
    await acme.access.grant({ tenant: true }, grant);
    const { status, body } = await client.send("POST", "/api/applications", { name: "app" }, { as: UMA });
    expect([status, body]).toEqual([200, { id: expect.any(String) }]);
  });

  test("associates no model: this API requires READ for that", async () => {
    const { client } = await withGrant("UPDATE");
    const path = "/api/integrations/provider/ours/integration/m/prompt/p";
    expect((await client.send("POST", path, undefined, { as: UMA })).status).toBe(403);
  });
});
