import { describe, expect, test } from "vitest";
import { ROUTES } from "../src/orkes/routes.ts";
import { ORIGIN, orkesClient, senderHeader } from "./orkes-client.ts";
import { JANE } from "./respan-client.ts";

// Some clients take an address that ends in `/api`, and some take it without.

const endpoints = ROUTES.flatMap(({ path, endpoints: methods }) =>
  Object.keys(methods).map((method) => [method, path.replace("/api/", "/")] as const),
);

describe("an endpoint under /orkes", () => {
  test.each([...endpoints, ["PATCH", "/prompts"] as const])(
    "%s %s answers the same with and without /api",
    async (method, path) => {
      const filled = path.replace("prompts/:name", "prompts/greeter").replaceAll(/:\w+/gu, "x");
      const answers = [];
      for (const address of [`/orkes/api${filled}`, `/orkes${filled}`, `/orkes${filled}/`]) {
        const { save, send } = orkesClient();
        await save("greeter", "Hi");
        const { status, body } = await send(method, `${address}?description=d`);
        answers.push(JSON.stringify([status, body]).replaceAll(/\d{13}/gu, "now"));
      }
      expect(new Set(answers).size).toBe(1);
    },
  );

  test.each(endpoints)("%s %s needs a token without /api too", async (method, path) => {
    const { send } = orkesClient();
    expect(
      (await send(method, `/orkes${path.replaceAll(/:\w+/gu, "x")}`, undefined, { as: "nobody" })).status,
    ).toBe(401);
  });

  test("that needs no token needs none without /api either", async () => {
    const { send } = orkesClient();
    const { status, body } = await send(
      "POST",
      "/orkes/token",
      { keyId: "a", keySecret: "b" },
      { as: "nobody" },
    );
    expect([status, (body as { error: string }).error]).toEqual([401, "INVALID_TOKEN"]);
    expect((body as { message: string }).message).toContain("key secret is wrong");
  });
});

test("A prompt may be called api, or as a part of the API is", async () => {
  const { send, acme } = orkesClient();
  for (const name of ["api", "prompts", "token", "api/prompts"]) {
    const path = `/orkes/prompts/${encodeURIComponent(name)}`;
    expect((await send("PUT", `${path}?description=d`, "Hi")).status).toBe(200);
    expect((await send("GET", path)).body).toMatchObject({ name });
    expect((await acme.prompts.get(name)).slug).toBe(name);
  }
});

describe("a path without /api", () => {
  test.each([
    "/prompts",
    "/my/prompts",
    "/orkes//prompts",
    "/orkes/api//prompts",
    "/orkes/tasks/poll/prompts",
  ])("%s is 404, for it is not directly under /orkes", async (path) => {
    expect((await orkesClient().send("GET", path)).status).toBe(404);
  });

  test.each([
    ["/", "/prompts"],
    ["/my/own", "/my/own/prompts"],
    ["/my/own/", "/my/own/prompts"],
  ])("works where the host says that the API is mounted: %s", async (mountedAt, path) => {
    const { send } = orkesClient({ mountedAt });
    expect((await send("GET", path)).status).toBe(200);
    expect((await send("GET", "/orkes/prompts")).status).toBe(404);
    expect((await send("GET", "/anywhere/api/prompts")).status).toBe(200);
  });

  test.each(["/orkes/prompts/greeter/versions/..", "/orkes/api/../prompts", "/orkes/%2e%2e/orkes/prompts"])(
    "and with a dot segment is 400: %s",
    async (target) => {
      const { handle } = orkesClient();
      const request = new Request(`${ORIGIN}${target}`, { method: "GET", headers: senderHeader(JANE) });
      expect((await handle(request, { incoming: { url: target } })).status).toBe(400);
    },
  );
});

test("A text that is escaped without quotes is unescaped only where the host says so", async () => {
  const body = String.raw`Say \"hi\",\nplease`;
  const saved = async (method: string, options: Parameters<typeof orkesClient>[0]) => {
    const { send } = orkesClient(options);
    await send(method, "/api/prompts/greeter?description=d", body);
    return ((await send("GET", "/api/prompts/greeter")).body as { template: string }).template;
  };
  for (const method of ["POST", "PUT"]) {
    expect(await saved(method, {})).toBe(body);
    expect(await saved(method, { bodyEscapes: "python" })).toBe('Say "hi",\nplease');
  }
});
