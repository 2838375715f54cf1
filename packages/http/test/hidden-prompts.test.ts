import type { Permission } from "@promptledger/core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { ROUTES as ORKES_ROUTES } from "../src/orkes/routes.ts";
import { ROUTES as RESPAN_ROUTES } from "../src/respan/routes.ts";
import type { TwoApis } from "./two-apis.ts";
import { twoApis } from "./two-apis.ts";

const MALLORY = { id: "mallory", kind: "user" } as const;
const HIDDEN = "prm_01HIDDENHIDDENHIDDENHIDDEN";

/** A ledger with a prompt that is hidden from Mallory, whose slug Mallory knows, and one of Mallory's own. */
async function withHidden(...permissions: readonly Permission[]): Promise<TwoApis> {
  const apis = twoApis();
  await apis.acme.prompts.create({ id: HIDDEN, name: "hidden" });
  await apis.acme.versions.create("hidden", { messages: [{ role: "user", content: "a secret text" }] });
  await apis.acme.versions.commit("hidden");
  if (permissions.length > 0)
    await apis.acme.access.grant("hidden", { subject: { type: "user", id: "mallory" }, permissions });
  await apis.respan("POST", "/", { name: "own", prompt_id: "own" }, MALLORY);
  return apis;
}

describe("a refusal does not name a prompt's id to somebody who may not read it", () => {
  test("when its slug is taken", async () => {
    const { respan, ledger } = await withHidden();
    for (const answer of [
      await respan("POST", "/", { name: "x", prompt_slug: "hidden" }, MALLORY),
      await respan("PATCH", "/own/", { prompt_slug: "hidden" }, MALLORY),
    ]) {
      expect(answer).toMatchObject({
        status: 400,
        body: { detail: 'the slug "hidden" belongs to another prompt; choose another one' },
      });
      expect(JSON.stringify(answer.body)).not.toContain(HIDDEN);
    }
    const mallory = ledger.as({ tenant: "acme", actor: MALLORY });
    const error = await mallory.prompts
      .create({ name: "hidden", slug: "hidden" })
      .catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "slug-taken", details: { slug: "hidden" } });
    expect(JSON.stringify(error)).not.toContain(HIDDEN);
  });

  test("and somebody who may read all prompts sees who has it", async () => {
    const { acme } = await withHidden();
    await expect(acme.prompts.create({ name: "x", slug: "hidden" })).rejects.toMatchObject({
      message: `the slug "hidden" belongs to the prompt ${HIDDEN}; choose another one`,
      details: { slug: "hidden", promptId: HIDDEN },
    });
  });

  const bodies: { readonly [route: string]: unknown } = {
    "PUT /api/prompts/:name/tags": [{ key: "a" }],
    "DELETE /api/prompts/:name/tags": [{ key: "a" }],
    "PATCH /api/prompts/:prompt_id": { name: "x" },
    "POST /api/prompts/:prompt_id/versions": { messages: [{ role: "user" }], model: "m" },
    "PATCH /api/prompts/:prompt_id/versions/:version": { model: "m" },
    "POST /api/prompts/:prompt_id/deployments": { version: 1 },
  };
  const named = (["orkes", "respan"] as const).flatMap((api) =>
    (api === "orkes" ? ORKES_ROUTES : RESPAN_ROUTES)
      .filter(({ path }) => /^\/api\/prompts\/:/u.test(path))
      .flatMap(({ path, endpoints }) => Object.keys(endpoints).map((method) => ({ api, method, path }))),
  );

  test.each(named)("$api $method $path", async ({ api, method, path }) => {
    const apis = await withHidden();
    const rest = path.slice("/api/prompts".length);
    const address = rest.replace(":name", "hidden").replace(":prompt_id", HIDDEN).replace(":version", "1");
    const body = bodies[`${method} ${path}`] ?? (method === "POST" && api === "respan" ? {} : "text");
    const sends = method === "GET" || (method === "DELETE" && !rest.endsWith("tags")) ? undefined : body;
    const answer = await apis[api](method, `${address}?description=d`, sends, MALLORY);
    expect(answer.status).toBe(403);
    const text = JSON.stringify(answer.body);
    // One who names the id is answered with it, and one who names the slug with the slug.
    expect(text).not.toContain(api === "orkes" ? HIDDEN : '\\"hidden');
    expect(text).not.toContain("secret");
  });

  test("whatever permission it is that is missing", async () => {
    for (const permission of ["READ", "UPDATE", "DELETE", "EXECUTE"] as const) {
      const { ledger } = await withHidden();
      const mallory = ledger.as({ tenant: "acme", actor: MALLORY });
      const error: unknown = await mallory.access.require(permission, "hidden").catch((one: unknown) => one);
      expect(error).toMatchObject({ code: "forbidden" });
      expect(String(error)).not.toContain(HIDDEN);
    }
  });
});

describe("a name that no path can reach", () => {
  let apis: TwoApis;
  beforeAll(async () => {
    apis = await withHidden();
  });

  test.each([".", ".."])("%s is refused in every body of Orkes' API", async (name) => {
    const { client, acme } = apis;
    const { position } = await acme.prompts.find();
    const subject = { type: "USER", id: "ann" };
    for (const [method, path, body] of [
      ["POST", "/api/prompts", [{ name, template: "text" }]],
      [
        "POST",
        "/api/auth/authorization",
        { subject, target: { type: "PROMPT", id: name }, access: ["READ"] },
      ],
      [
        "DELETE",
        "/api/auth/authorization",
        { subject, target: { type: "PROMPT", id: name }, access: ["READ"] },
      ],
    ] as const)
      expect(await client.send(method, path, body)).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining("must not be . or ..") },
      });
    const check = `/api/users/jane/checkPermissions?type=PROMPT&id=${name}`;
    expect((await client.send("GET", check)).status).toBe(400);
    expect((await acme.prompts.find()).position).toBe(position);
  });

  test.each([".", ".."])(
    "%s is refused as a slug, and as the name of a provider or a model",
    async (name) => {
      const { respan, acme } = apis;
      expect((await respan("POST", "/", { name: "x", prompt_slug: name })).status).toBe(400);
      expect((await respan("PATCH", `/${HIDDEN}/`, { prompt_slug: name })).status).toBe(400);
      const code = "invalid-input";
      await expect(acme.prompts.restore({ id: HIDDEN }, { slug: name })).rejects.toMatchObject({ code });
      await expect(acme.integrations.save(name, { type: "custom" })).rejects.toMatchObject({ code });
      await acme.integrations.save("provider", { type: "custom" });
      await expect(acme.integrations.saveModel("provider", name, {})).rejects.toMatchObject({ code });
    },
  );

  test("every id that a route of Respan's API shadows is refused", async () => {
    const { respan } = apis;
    const shadowed = RESPAN_ROUTES.flatMap(({ path }) => {
      const [, segment = ":"] = /^\/api\/prompts\/([^/]+)$/u.exec(path) ?? [];
      return segment.startsWith(":") ? [] : [segment];
    });
    expect(shadowed).toEqual(["list", "summary"]);
    for (const id of shadowed) {
      const { status, body } = await respan("POST", "/", { name: "x", prompt_id: id });
      expect([status, Object.keys(body["errors"] as object)]).toEqual([400, ["prompt_id"]]);
    }
  });

  test("what is accepted as a name is reached by the path with it", async () => {
    const { client } = twoApis();
    const unit = fc.constantFrom(".", "/", "%", "2e", "\\", "a", "?", "#", " ", ";", "é", "🎉");
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, minLength: 1, maxLength: 5 }), async (name) => {
        const path = `/api/prompts/${encodeURIComponent(name)}`;
        const bulk = await client.send("POST", "/api/prompts", [{ name, template: "text" }]);
        expect(bulk.status).toBe(name === "." || name === ".." ? 400 : 200);
        if (bulk.status === 400) return;
        const shown = await client.send("GET", path);
        expect([shown.status, (shown.body as { name: string }).name]).toEqual([200, name]);
        expect((await client.send("DELETE", path)).status).toBe(200);
      }),
      { numRuns: 150 },
    );
  });
});
