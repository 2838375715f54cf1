import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ListPart } from "./json-list.ts";
import { jsonListAnswer } from "./json-list.ts";

async function* of(parts: readonly (ListPart | Error)[], made: number[] = []): AsyncGenerator<ListPart> {
  for (const [index, part] of parts.entries()) {
    made.push(index);
    if (part instanceof Error) throw part;
    yield part;
  }
}

const ignore = (): undefined => undefined;

describe("a list that is made part by part", () => {
  test("is the JSON array of all entries, however they are divided", async () => {
    const parts = fc.array(fc.array(fc.jsonValue(), { maxLength: 3 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(parts, async (values) => {
        const texts = values.map((part) => part.map((value) => JSON.stringify(value)));
        const answer = await jsonListAnswer(of(texts), ignore);
        expect(answer.headers.get("content-type")).toBe("application/json");
        expect(JSON.stringify(await answer.json())).toBe(JSON.stringify(values.flat()));
      }),
    );
  });

  test("has the error of its first part before anything is sent", async () => {
    await expect(jsonListAnswer(of([new Error("forbidden")]), ignore)).rejects.toThrow("forbidden");
  });

  test("is cut off where a later part fails, and the error is reported once", async () => {
    const reported: unknown[] = [];
    const failure = new Error("away");
    const answer = await jsonListAnswer(of([["1"], ["2"], failure]), (error) => reported.push(error));
    await expect(answer.text()).rejects.toThrow("away");
    expect(reported).toEqual([failure]);
  });

  test("is made no faster than it is taken, and no further once the client has gone", async () => {
    const made: number[] = [];
    const hundred = Array.from({ length: 100 }, (_, index) => [String(index)]);
    const { body } = await jsonListAnswer(of(hundred, made), ignore);
    const reader = body?.getReader();
    await reader?.read();
    await reader?.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(made.length).toBeLessThanOrEqual(4);
    await reader?.cancel();
    expect(made.length).toBeLessThanOrEqual(4);
  });
});

// All parts were made in one stretch where the reader and the store never waited: 300 versions of 1 MB took 2.3 s.
test("Other work has its turn between the parts of a list", async () => {
  const made: number[] = [];
  const { body } = await jsonListAnswer(of([["1"], ["2"], ["3"], ["4"], ["5"]], made), ignore);
  const madeAtTurn = new Set<number>();
  const timer = setInterval(() => madeAtTurn.add(made.length), 0);
  for await (const _part of body ?? []);
  clearInterval(timer);
  expect(madeAtTurn.size).toBeGreaterThan(1);
});

// It was reported as a failure: the part was given to a stream that takes nothing any more.
test("A client that goes while a part is made is no failure", async () => {
  let make = (_part: readonly string[]): void => undefined;
  async function* parts() {
    yield ["1"];
    yield await new Promise<readonly string[]>((resolve) => {
      make = resolve;
    });
  }
  const failures: unknown[] = [];
  const answer = await jsonListAnswer(parts(), (error) => failures.push(error));
  const reader = answer.body?.getReader();
  await reader?.read();
  await new Promise((resolve) => setImmediate(resolve));
  const cancelled = reader?.cancel();
  make(["2"]);
  await cancelled;
  await new Promise((resolve) => setImmediate(resolve));
  expect(failures).toEqual([]);
});
