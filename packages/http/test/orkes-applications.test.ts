import { describe, expect, test } from "vitest";
import { orkesClient } from "./orkes-client.ts";
import { newApplication, withTokens } from "./orkes-token-client.ts";

const ann = { id: "ann", kind: "user" } as const;
const grantOnTenant = (...permissions: readonly ("READ" | "UPDATE")[]) =>
  [{ tenant: true }, { subject: { type: "user", id: "ann" }, permissions }] as const;

/** A tenant with an application. */
async function withApplication() {
  const client = orkesClient();
  await client.acme.applications.create({ id: "app", name: "App" });
  return client;
}

describe("PUT /api/applications/{id}", () => {
  test("gives the application another name", async () => {
    const { send } = await withApplication();
    const { status, body } = await send("PUT", "/api/applications/app", { name: "Other" });
    expect([status, body]).toMatchObject([200, { id: "app", name: "Other", createdBy: "user@example.com" }]);
    expect((await send("GET", "/api/applications/app")).body).toEqual(body);
  });

  test("needs UPDATE, and shows nothing without READ", async () => {
    const { send, acme } = await withApplication();
    const rename = () => send("PUT", "/api/applications/app", { name: "Other" }, { as: ann });
    expect((await rename()).status).toBe(403);
    await acme.access.grant(...grantOnTenant("UPDATE"));
    expect(await rename()).toMatchObject({ status: 200, body: { id: "app" } });
    expect((await rename()).body).toEqual({ id: "app" });
  });

  test("of an unknown one is 404, and without a name 400", async () => {
    const { send } = await withApplication();
    expect((await send("PUT", "/api/applications/none", { name: "Other" })).status).toBe(404);
    for (const body of [{}, { name: "" }, { name: "a".repeat(256) }])
      expect((await send("PUT", "/api/applications/app", body)).status).toBe(400);
  });
});

describe("the status of an access key", () => {
  test("is toggled: a disabled key gets no token, and its tokens are 401 until it is enabled again", async () => {
    const client = await withTokens();
    const { call, token } = client;
    const admin = await token("admin", "admins-secret");
    const { id, key, token: own } = await newApplication(client, admin);
    const path = `/api/applications/${id}/accessKeys`;
    const status = async () => (await call("GET", "/api/prompts", own)).status;
    const pair = { keyId: key.id, keySecret: key.secret };
    expect(await status()).toBe(200);
    const [shown] = (await call("GET", path, admin)).body as unknown as object[];
    for (const time of [1, 2]) {
      const off = await call("POST", `${path}/${key.id}/status`, admin);
      expect([time, off]).toEqual([time, { status: 200, body: { ...shown, status: "INACTIVE" } }]);
      expect((await call("GET", path, admin)).body).toEqual([off.body]);
      expect(await status()).toBe(401);
      expect((await call("POST", "/api/token", undefined, pair)).status).toBe(401);
      const on = await call("POST", `${path}/${key.id}/status`, admin);
      expect(on).toEqual({ status: 200, body: { ...shown, status: "ACTIVE" } });
      expect(await status()).toBe(200);
      expect((await call("POST", "/api/token", undefined, pair)).status).toBe(200);
    }
  });

  test("is not enabled by those who do not hold what the application holds", async () => {
    const { send, acme } = await withApplication();
    const { id } = await acme.applications.createKey("app");
    await acme.applications.addRole("app", "ADMIN");
    await acme.access.grant(...grantOnTenant("READ", "UPDATE"));
    const toggle = () =>
      send("POST", `/api/applications/app/accessKeys/${id}/status`, undefined, { as: ann });
    expect((await toggle()).body).toMatchObject({ status: "INACTIVE" });
    expect((await toggle()).status).toBe(403);
    expect(await acme.applications.keys("app")).toMatchObject([{ id, enabled: false }]);
  });

  test("of a key that is not there, or another application's, is 404; for those who may not, 403", async () => {
    const { send, acme } = await withApplication();
    await acme.applications.create({ id: "other", name: "Other" });
    const { id } = await acme.applications.createKey("other");
    for (const path of ["app/accessKeys/none", `app/accessKeys/${id}`, "none/accessKeys/none"]) {
      expect((await send("POST", `/api/applications/${path}/status`)).status).toBe(404);
      expect((await send("POST", `/api/applications/${path}/status`, undefined, { as: ann })).status).toBe(
        403,
      );
    }
    expect(await acme.applications.keys("other")).toMatchObject([{ id, enabled: true }]);
  });
});

describe("an access key that is not there", () => {
  test("is 404 where it is to be deleted, and one that was there is deleted once", async () => {
    const { send, acme } = await withApplication();
    await acme.applications.create({ id: "other", name: "Other" });
    const { id } = await acme.applications.createKey("app");
    const remove = async (path: string) => (await send("DELETE", `/api/applications/${path}`)).status;
    expect(await remove("app/accessKeys/none")).toBe(404);
    expect(await remove(`other/accessKeys/${id}`)).toBe(404);
    expect(await remove(`app/accessKeys/${id}`)).toBe(200);
    expect(await remove(`app/accessKeys/${id}`)).toBe(404);
    const refused = await send("DELETE", "/api/applications/app/accessKeys/none", undefined, { as: ann });
    expect(refused.status).toBe(403);
  });
});

describe("GET /api/applications/key/{id}", () => {
  test("is the application that the key belongs to, also while the key is disabled", async () => {
    const { send, acme } = await withApplication();
    const { id } = await acme.applications.createKey("app");
    const application = (await send("GET", "/api/applications/app")).body;
    const byKey = () => send("GET", `/api/applications/key/${id}`);
    expect((await byKey()).body).toEqual(application);
    await acme.applications.setKeyEnabled("app", id, false);
    expect((await byKey()).body).toEqual(application);
    await acme.applications.deleteKey("app", id);
    expect((await byKey()).status).toBe(404);
  });

  test("needs READ on the tenant, and finds no key of a person or of another tenant", async () => {
    const { send, acme, ledger } = await withApplication();
    const { id } = await acme.applications.createKey("app");
    expect((await send("GET", `/api/applications/key/${id}`, undefined, { as: ann })).status).toBe(403);
    expect((await send("GET", "/api/applications/key/none", undefined, { as: ann })).status).toBe(403);
    await ledger.keys.add("a secret", { id: "mine", tenant: "acme", actor: ann, createdAt: 1 });
    const theirs = ledger.as({ tenant: "theirs", actor: { id: "jane" } });
    await theirs.applications.create({ id: "app", name: "Theirs" });
    const { id: other } = await theirs.applications.createKey("app");
    for (const key of ["mine", other, "a\0", "x".repeat(300)])
      expect((await send("GET", `/api/applications/key/${encodeURIComponent(key)}`)).status).toBe(404);
  });

  test("leaves the paths of an application with the id key alone", async () => {
    const { send, acme } = await withApplication();
    await acme.applications.create({ id: "key", name: "Key" });
    expect((await send("GET", "/api/applications/key/accessKeys")).body).toEqual([]);
    expect((await send("GET", "/api/applications/key/tags")).body).toEqual([]);
    expect((await send("GET", "/api/applications/key")).body).toMatchObject({ name: "Key" });
  });
});

describe("GET /api/users/{id}", () => {
  test("shows an application with its roles", async () => {
    const { send, acme } = await withApplication();
    await acme.applications.addRole("app", "USER");
    expect((await send("GET", "/api/users/app:app")).body).toEqual({
      id: "app:app",
      name: "App",
      roles: [{ name: "USER", permissions: [] }],
      groups: [],
      uuid: "app:app",
      namespace: "acme",
      applicationUser: true,
    });
    expect((await send("GET", "/api/users/app%3Aapp")).status).toBe(200);
  });

  test("is the same as userInfo for the caller", async () => {
    const client = await withTokens();
    const admin = await client.token("admin", "admins-secret");
    const { id, token } = await newApplication(client, admin);
    await client.acme.applications.addRole(id, "ADMIN");
    const info = (await client.call("GET", "/api/token/userInfo", token)).body;
    expect(info).toMatchObject({ id: `app:${id}`, roles: [{ name: "ADMIN" }], applicationUser: true });
    expect((await client.call("GET", `/api/users/app:${id}`, token)).body).toEqual(info);
    expect((await client.call("GET", `/api/users/app:${id}`, admin)).body).toMatchObject({
      roles: info["roles"],
    });
  });

  test("needs READ on the tenant for others, and knows no people", async () => {
    const { send } = await withApplication();
    for (const [id, status] of [
      ["app:none", 404],
      ["bob", 404],
      ["app:a b", 400],
    ] as const) {
      const path = `/api/users/${encodeURIComponent(id)}`;
      expect([id, (await send("GET", path)).status]).toEqual([id, status]);
      expect([403, 400]).toContain((await send("GET", path, undefined, { as: ann })).status);
    }
    expect((await send("GET", "/api/users/app:app", undefined, { as: ann })).status).toBe(403);
    expect((await send("GET", "/api/users/ann", undefined, { as: ann })).body).toMatchObject({ id: "ann" });
  });
});
