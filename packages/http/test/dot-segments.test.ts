import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ORIGIN, senderHeader } from "./orkes-client.ts";
import { JANE } from "./respan-client.ts";
import { twoApis } from "./two-apis.ts";

const dot = fc.constantFrom(".", "%2e", "%2E");
const dotSegment = fc.array(dot, { minLength: 1, maxLength: 2 }).map((dots) => dots.join(""));
const segment = fc.constantFrom("api", "prompts", "mine", "versions", "1", "tags", "", "x");

/** Paths like those of the APIs, with a dot segment anywhere. */
const dotted = fc
  .tuple(fc.array(segment, { maxLength: 5 }), dotSegment, fc.array(segment, { maxLength: 3 }))
  .map(([before, dots, after]) => `/api/prompts/${[...before, dots, ...after].join("/")}`);

/** Sends a request as Hono's Node server does: the path as it was sent is in the context alone. */
async function apis() {
  const { client, acme } = twoApis();
  await acme.prompts.create({ id: "mine", name: "mine" });
  await acme.versions.create("mine", { messages: [{ role: "user", content: "Hi" }] });
  const headers = senderHeader(JANE);
  const send = (method: string, target: string, body?: string) => {
    const init = body === undefined ? { method, headers } : { method, headers, body };
    return client.handle(new Request(`${ORIGIN}${target}`, init), { incoming: { url: target } });
  };
  return { send, acme };
}

describe("a path with a dot segment", () => {
  test.each([
    "/api/prompts/mine/versions/..",
    "/api/prompts/mine/versions/../",
    "/api/prompts/mine/versions/%2e%2e",
    "/api/prompts/mine/versions/.%2E?x=1",
    "/api/prompts/mine/.",
    "/api/prompts/other/../mine",
    "/x/../api/prompts/mine",
  ])("DELETE %s deletes nothing, and is 400", async (target) => {
    const { send, acme } = await apis();
    expect((await send("DELETE", target)).status).toBe(400);
    expect((await acme.prompts.get("mine")).deleted).toBe(false);
  });

  test("is refused wherever it stands, and by every method", async () => {
    const { send, acme } = await apis();
    const before = (await acme.prompts.find()).position;
    const methods = fc.constantFrom("GET", "POST", "PUT", "DELETE");
    await fc.assert(
      fc.asyncProperty(methods, dotted, async (method, target) => {
        const body = method === "POST" || method === "PUT" ? "text" : undefined;
        expect((await send(method, `${target}?description=d`, body)).status).toBe(400);
      }),
      { numRuns: 200 },
    );
    expect((await acme.prompts.find()).position).toBe(before);
  });

  test.each(["/api/prompts/...", "/api/prompts/.a", "/api/prompts/a..", "/api/prompts/%2e%2f%2e"])(
    "%s has none: the name is the whole segment",
    async (target) => {
      const { send } = await apis();
      expect((await send("PUT", `${target}?description=d`, "text")).status).toBe(200);
      expect((await send("GET", target)).status).toBe(200);
    },
  );
});
