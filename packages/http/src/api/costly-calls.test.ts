import { describe, expect, test } from "vitest";
import { jsonListAnswer } from "./body/json-list.ts";
import type { ApiCall, Route } from "./call.ts";
import { withCostlyLimit } from "./costly-calls.ts";

type Call = ApiCall<undefined>;

/** A list of ten parts, made while it is sent, behind a limit of one call; and a timer that the test lets expire. */
function limitedList(parts: () => AsyncGenerator<readonly string[]> = tenParts) {
  const waiting = new Set<() => void>();
  const timer = (callback: () => void) => {
    waiting.add(callback);
    return () => void waiting.delete(callback);
  };
  const list: Route<Call>["endpoints"][string] = () => jsonListAnswer(parts(), () => undefined);
  const routes = [
    { path: "/list", endpoints: { GET: list }, costly: ["GET"] },
    { path: "/test", endpoints: { POST: list }, costly: ["POST"], waitsFor: "models" as const },
  ];
  const [lists, tests] = withCostlyLimit<undefined>(routes, 1, timer);
  const callOf = (method: string) =>
    ({ ledger: { tenant: "acme" }, request: new Request("http://x/list", { method }) }) as unknown as Call;
  const get = async (method = "GET") => lists?.endpoints["GET"]?.(callOf(method)) as Promise<Response>;
  const post = async () => tests?.endpoints["POST"]?.(callOf("POST")) as Promise<Response>;
  const expire = () => {
    for (const callback of waiting) callback();
  };
  return { get, post, expire, waiting };
}

async function* tenParts(): AsyncGenerator<readonly string[]> {
  for (let part = 0; part < 10; part++) yield [String(part)];
}

const busy = expect.objectContaining({ status: 429 });

// The slot was free again as soon as the first part was made: unfinished lists were not bounded.
describe("a list that is made while it is sent keeps its slot", () => {
  test("until the client has taken all of it", async () => {
    const { get, waiting } = limitedList();
    const answer = await get();
    await expect(get()).rejects.toEqual(busy);
    expect(await answer.json()).toHaveLength(10);
    expect(waiting.size).toBe(0);
    expect((await get()).headers.get("content-type")).toBe("application/json");
  });

  test("until the client has gone", async () => {
    const { get, waiting } = limitedList();
    const reader = (await get()).body?.getReader();
    await reader?.read();
    await expect(get()).rejects.toEqual(busy);
    await reader?.cancel();
    expect(waiting.size).toBe(0);
    await get();
  });

  test("until it fails", async () => {
    const { get } = limitedList(async function* () {
      yield ["1"];
      throw new Error("away");
    });
    await expect((await get()).text()).rejects.toThrow("away");
    await expect((await get()).text()).rejects.toThrow("away");
  });

  test.each([0, 1, 3])(
    "until the client, having read %i parts, takes nothing for too long",
    async (count) => {
      let isEnded = false;
      const { get, expire, waiting } = limitedList(async function* () {
        try {
          yield* tenParts();
        } finally {
          isEnded = true;
        }
      });
      const reader = (await get()).body?.getReader();
      for (let part = 0; part < count; part++) await reader?.read();
      await expect(get()).rejects.toEqual(busy);
      expect(waiting.size).toBe(1);
      expire();
      await expect(reader?.read()).rejects.toThrow("took nothing of the answer for 30000 ms");
      expect(isEnded).toBe(true);
      await get();
    },
  );

  test("and not at all where only its head was asked for", async () => {
    const { get, waiting } = limitedList();
    expect((await get("HEAD")).body).toBe(null);
    expect((await get("HEAD")).headers.get("content-type")).toBe("application/json");
    expect(waiting.size).toBe(0);
  });
});

test("A large part is sent in chunks, so that a slow client is not taken for an idle one", async () => {
  const text = JSON.stringify("x".repeat(1_000_000));
  const { get } = limitedList(async function* () {
    yield [text, text];
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await get()).body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
  expect(Math.max(...chunks.map(({ length }) => length))).toBe(65_536);
  expect(Buffer.concat(chunks).toString()).toBe(`[${text},${text}]`);
});

// 16 tests of a model that did not answer made every list 429.
test("Calls that wait for models take no slots from those that wait for the storage", async () => {
  const { get, post } = limitedList();
  await post();
  await expect(post()).rejects.toEqual(busy);
  await get();
  await expect(get()).rejects.toEqual(busy);
});
