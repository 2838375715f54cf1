import { orkesTokens } from "@promptledger/http";
import { describe, expect, test, vi } from "vitest";
import type { OrkesClient } from "./orkes-client.ts";
import { ORIGIN, orkesClient } from "./orkes-client.ts";
import { newApplication, signingKey, withTokens } from "./orkes-token-client.ts";

const PATH = "/api/prompts/greeter";
const GRANTS = "/api/auth/authorization";
const ann = { id: "ann", kind: "user" } as const;
const ALL = ["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"];

function grant(
  subject: object,
  access: readonly string[],
  target: object = { type: "PROMPT", id: "greeter" },
) {
  return { subject, target, access };
}

describe("grants", () => {
  test("to a user give what they say, and are taken away again", async () => {
    const { save, send } = orkesClient();
    await save("greeter", "Hi");
    const read = async () => (await send("GET", PATH, undefined, { as: ann })).status;
    expect(await read()).toBe(403);
    const body = grant({ type: "USER", id: "ann" }, ["READ", "update"]);
    expect((await send("POST", GRANTS, body)).body).toEqual({ message: "Granted permission" });
    expect(await read()).toBe(200);
    expect((await send("PUT", `${PATH}?description=d`, "Hello", { as: ann })).status).toBe(200);
    expect((await send("DELETE", PATH, undefined, { as: ann })).status).toBe(403);
    expect((await send("GET", `${GRANTS}/PROMPT/greeter`)).body).toEqual({
      READ: [{ type: "USER", id: "ann" }],
      UPDATE: [{ type: "USER", id: "ann" }],
    });
    expect((await send("GET", `${GRANTS}/prompt/greeter?groupBy=subject`)).body).toEqual({
      "USER:ann": ["READ", "UPDATE"],
    });
    expect((await send("DELETE", GRANTS, body)).body).toEqual({ message: "Removed permission" });
    expect(await read()).toBe(403);
  });

  test("may be to groups, roles and applications, and on tags and integrations", async () => {
    const { save, send } = orkesClient();
    await save("greeter", "Hi");
    await send("PUT", `${PATH}/tags`, [{ key: "team", value: "docs" }]);
    await send("POST", "/api/integrations/provider/ours", { type: "custom" });
    await send("POST", "/api/integrations/provider/ours/integration/a%3Ab", {});
    const sends = [
      grant({ type: "group", id: "docs" }, ["READ"]),
      grant({ type: "ROLE", id: "EDITOR" }, ["UPDATE"], { type: "TAG", id: "team:docs" }),
      grant({ type: "USER", id: "app:abc" }, ["READ"], { type: "INTEGRATION_PROVIDER", id: "ours" }),
      grant({ type: "USER", id: "app:abc" }, ["READ"], { type: "INTEGRATION", id: "ours:a:b" }),
    ];
    for (const body of sends) expect((await send("POST", GRANTS, body)).status).toBe(200);
    const member = {
      id: "bob",
      kind: "user",
      memberOf: [
        { type: "group", id: "docs" },
        { type: "role", id: "EDITOR" },
      ],
    } as const;
    expect((await send("PUT", `${PATH}?description=d`, "Hello", { as: member })).status).toBe(200);
    expect((await send("GET", PATH, undefined, { as: member })).body).toMatchObject({ template: "Hello" });
    expect((await send("GET", `${GRANTS}/TAG/team%3Adocs`)).body).toEqual({
      UPDATE: [{ type: "ROLE", id: "EDITOR" }],
    });
    await send("POST", GRANTS, grant({ type: "GROUP", id: "g" }, ["READ"], { type: "TAG", id: "plain:" }));
    expect((await send("GET", `${GRANTS}/TAG/plain`)).body).toEqual({ READ: [{ type: "GROUP", id: "g" }] });
    expect((await send("GET", `${GRANTS}/INTEGRATION/ours%3Aa%3Ab`)).body).toEqual({
      READ: [{ type: "USER", id: "app:abc" }],
    });
  });

  test("show the creator of a prompt, and what somebody may do with it", async () => {
    const { send } = orkesClient();
    await send("POST", `${PATH}?description=d`, "Hi", { as: ann });
    expect((await send("GET", `${GRANTS}/PROMPT/greeter?groupBy=subject`)).body).toEqual({ "USER:ann": ALL });
    const check = (id: string, as?: typeof ann) =>
      send("GET", `/api/users/${id}/checkPermissions?type=PROMPT&id=greeter`, undefined, as ? { as } : {});
    const every = (value: boolean) => Object.fromEntries(ALL.map((permission) => [permission, value]));
    expect((await check("ann")).body).toEqual(every(true));
    expect((await check("bob")).body).toEqual(every(false));
    expect((await check("ann", ann)).body).toEqual(every(true));
    expect((await check("bob", ann)).status).toBe(403);
  });

  test.each([
    [grant({ type: "DEVICE", id: "a" }, ["READ"]), "subject.type"],
    [grant({ type: "USER", id: "" }, ["READ"]), "subject.id"],
    [grant({ type: "USER", id: "a" }, []), "access"],
    [grant({ type: "USER", id: "a" }, ["OWN"]), "access[0]"],
    [grant({ type: "USER", id: "a" }, ["READ"], { type: "WORKFLOW_DEF", id: "x" }), "target.type"],
  ])("%j are refused with 400 and the field", async (body, field) => {
    const { save, send } = orkesClient();
    await save("greeter", "Hi");
    for (const method of ["POST", "DELETE"]) {
      const answer = await send(method, GRANTS, body);
      expect(answer.status).toBe(400);
      expect((answer.body as { message: string }).message).toContain(field);
    }
  });

  test("on what is not there are 404, by those who may not are 403", async () => {
    const { save, send } = orkesClient();
    const body = grant({ type: "USER", id: "ann" }, ["READ"]);
    expect((await send("POST", GRANTS, body)).status).toBe(404);
    expect((await send("GET", `${GRANTS}/PROMPT/greeter`)).status).toBe(404);
    await save("greeter", "Hi");
    expect((await send("POST", GRANTS, body, { as: ann })).status).toBe(403);
    expect((await send("GET", `${GRANTS}/PROMPT/greeter`, undefined, { as: ann })).status).toBe(403);
    expect((await send("GET", `${GRANTS}/PROMPT/greeter?groupBy=user`)).status).toBe(400);
  });
});

describe("tokens", () => {
  test("are issued for a key pair, and name the caller", async () => {
    const { call, token } = await withTokens();
    const admin = await token("admin", "admins-secret");
    expect(admin.split(".")).toHaveLength(3);
    expect((await call("GET", "/api/token/userInfo", admin)).body).toMatchObject({
      id: "admin",
      uuid: "admin",
      roles: [{ name: "ADMIN" }],
      namespace: "acme",
    });
    expect((await call("GET", "/api/token/userInfo?claims=true", admin)).body).toMatchObject({
      user: { id: "admin" },
      claims: { sub: "admin" },
    });
  });

  test.each([
    [{ keyId: "admin", keySecret: "wrong" }],
    [{ keyId: "nobody", keySecret: "admins-secret" }],
    [{ keyId: "admin" }],
    [{ keyId: 1, keySecret: "admins-secret" }],
    [{ email: "a@b.test", password: "x" }],
  ])("for %j are 401, never 404", async (pair) => {
    const { call } = await withTokens();
    const { status, body } = await call("POST", "/api/token", undefined, pair);
    expect([status, body]).toEqual([
      401,
      { error: "INVALID_TOKEN", message: expect.any(String), timestamp: expect.any(Number) },
    ]);
  });

  test("without a way to have one are 401 all the same", async () => {
    const { send } = orkesClient();
    expect((await send("POST", "/api/token", { keyId: "a", keySecret: "b" })).status).toBe(401);
    expect((await send("POST", "/api/token", "nonsense")).status).toBe(401);
    expect((await send("GET", "/api/token")).status).toBe(405);
  });

  test("that are missing, forged, of another server or over are 401 with the error that makes clients fetch another", async () => {
    const { call, token, ledger } = await withTokens();
    const other = orkesTokens(ledger, { signingKey: new Uint8Array(32).fill(4) });
    const forged = (await other.issue("admin", "admins-secret")) ?? "";
    const good = await token("admin", "admins-secret");
    const [head, body, signature] = good.split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    for (const wrong of [
      undefined,
      "x",
      forged,
      `${none}.${body}.`,
      `${none}.${body}.${signature}`,
      `${head}.${Buffer.from('{"tenant":"acme"}').toString("base64url")}.${signature}`,
      `${head}.${body}`,
    ]) {
      const answer = await call("GET", "/api/prompts", wrong);
      expect([answer.status, answer.body["error"]]).toEqual([401, "INVALID_TOKEN"]);
    }
    const short = await token("admin", "admins-secret", { expiration: 5000 });
    const long = await token("admin", "admins-secret", { expiration: -1 });
    expect((await call("GET", "/api/prompts", short)).status).toBe(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 60 * 60 * 1000 });
    try {
      for (const late of [short, good]) {
        const answer = await call("GET", "/api/prompts", late);
        expect([answer.status, answer.body["error"]]).toEqual([401, "EXPIRED_TOKEN"]);
      }
      expect((await call("GET", "/api/prompts", long)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test("end with their key: when it is revoked, replaced, or its application deleted", async () => {
    const all = await withTokens();
    const { call, token, ledger } = all;
    const admin = await token("admin", "admins-secret");
    const revoked = await newApplication(all, admin);
    const deleted = await newApplication(all, admin);
    for (const one of [revoked, deleted])
      expect((await call("GET", "/api/prompts", one.token)).status).toBe(200);
    await call("DELETE", `/api/applications/${revoked.id}/accessKeys/${revoked.key.id}`, admin);
    await call("DELETE", `/api/applications/${deleted.id}`, admin);
    for (const one of [revoked, deleted]) {
      expect((await call("GET", "/api/prompts", one.token)).status).toBe(401);
      expect(await token(one.key.id, one.key.secret)).toBe("undefined");
    }
    const key = await ledger.keys.find("admins-secret");
    if (key === null) throw new Error("the admin's key is gone");
    await ledger.keys.remove(key);
    await ledger.keys.add("another-secret", { ...key });
    expect((await call("GET", "/api/prompts", admin)).status).toBe(401);
    expect((await call("GET", "/api/prompts", await token("admin", "another-secret"))).status).toBe(200);
  });

  test("are known to a second process on the same storage", async () => {
    const { token, store } = await withTokens();
    const second: OrkesClient = orkesClient({ store });
    const { authenticate } = orkesTokens(second.ledger, { signingKey });
    const request = new Request(ORIGIN, {
      headers: { "X-Authorization": `Bearer ${await token("admin", "admins-secret")}` },
    });
    expect(await authenticate(request)).toMatchObject({ tenant: "acme", actor: { id: "admin" } });
  });

  test("are never signed by a short key", () => {
    const { ledger } = orkesClient();
    expect(() => orkesTokens(ledger, { signingKey: new Uint8Array(31) })).toThrow("at least 32 bytes");
  });
});

describe("applications", () => {
  test("act as app:<id>, with what their roles and grants give", async () => {
    const all = await withTokens();
    const { call, token } = all;
    const admin = await token("admin", "admins-secret");
    const application = await newApplication(all, admin);
    const prompt = "/api/prompts/by-an-application";
    expect((await call("POST", `${prompt}?description=d`, application.token, {})).status).toBe(200);
    const actor = `app:${application.id}`;
    expect((await call("GET", prompt, application.token)).body).toMatchObject({ createdBy: actor });
    expect((await call("GET", `${GRANTS}/PROMPT/by-an-application?groupBy=subject`, admin)).body).toEqual({
      [`USER:${actor}`]: ALL,
    });
    await call("POST", "/api/prompts/of-the-admin?description=d", admin, {});
    const others = () => call("GET", "/api/prompts/of-the-admin", application.token);
    expect((await others()).status).toBe(403);
    const role = `/api/applications/${application.id}/roles/ADMIN`;
    expect((await call("POST", role, admin)).status).toBe(200);
    expect((await others()).status).toBe(200);
    const check = `/api/users/${encodeURIComponent(actor)}/checkPermissions?type=PROMPT&id=of-the-admin`;
    expect((await call("GET", check, admin)).body).toMatchObject({ READ: true });
    expect((await call("DELETE", role, admin)).status).toBe(200);
    expect((await others()).status).toBe(403);
  });

  test("are listed with their keys' ids and never a secret, by admins alone", async () => {
    const all = await withTokens();
    const { call, token } = all;
    const admin = await token("admin", "admins-secret");
    const { id, key, token: own } = await newApplication(all, admin);
    expect((await call("GET", "/api/applications", admin)).body).toMatchObject([{ id, name: "app" }]);
    expect((await call("GET", `/api/applications/${id}`, admin)).body).toMatchObject({
      id,
      createdBy: "admin",
    });
    const keys = (await call("GET", `/api/applications/${id}/accessKeys`, admin)).body;
    expect(keys).toMatchObject([{ id: key.id, status: "ACTIVE" }]);
    expect(JSON.stringify(keys)).not.toContain(key.secret);
    for (const path of ["", `/${id}`, `/${id}/accessKeys`])
      expect((await call("GET", `/api/applications${path}`, own)).status).toBe(403);
    expect((await call("GET", "/api/applications/none", admin)).status).toBe(404);
    expect((await call("POST", "/api/applications/none/accessKeys", admin)).status).toBe(404);
  });
});
