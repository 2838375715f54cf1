import { expect } from "vitest";
import type { ApiAnswer, ApiCall } from "./workers/api-calls.ts";

/** Sends requests at once: in this process, or through several others. */
export type SendAll = (calls: readonly ApiCall[]) => Promise<readonly ApiAnswer[]>;

const body = { messages: [{ role: "user", content: "Hi" }], model: "m" };

/** 100 autoIncrement posts at once to a name that nobody has yet: 100 versions, each with its own text, and no error. */
export async function checkIncrements(sendAll: SendAll): Promise<void> {
  const texts = Array.from({ length: 100 }, (_, index) => `text ${index}`);
  const answers = await sendAll(
    texts.map((text) => ({
      api: "orkes",
      method: "POST",
      path: "/increments?description=d&autoIncrement=true",
      body: text,
    })),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const [listed] = await sendAll([{ api: "orkes", method: "GET", path: "/increments/versions" }]);
  const versions = JSON.parse(listed?.body ?? "[]") as { version: number; template: string }[];
  expect(versions.map(({ version }) => version)).toEqual(
    Array.from({ length: 100 }, (_, index) => 100 - index),
  );
  expect(versions.map(({ template }) => template).toSorted()).toEqual(texts.toSorted());
}

/** 100 commits and deployments at once: at any time one version is live, and afterwards exactly one says so. */
export async function checkDeployments(sendAll: SendAll): Promise<void> {
  const [made] = await sendAll([{ api: "respan", method: "POST", path: "/", body: { name: "Deployed" } }]);
  const { id } = JSON.parse(made?.body ?? "{}") as { id: string };
  await sendAll([
    { api: "respan", method: "POST", path: `/${id}/versions/`, body: { ...body, deploy: true } },
  ]);
  const writes = Array.from({ length: 100 }, (_, index): ApiCall => {
    if (index % 2 === 0) return { api: "respan", method: "POST", path: `/${id}/commits/`, body: {} };
    return { api: "respan", method: "POST", path: `/${id}/deployments/`, body: { version: 1 + (index % 5) } };
  });
  const reads = Array.from(
    { length: 20 },
    (): ApiCall => ({ api: "respan", method: "GET", path: `/${id}/versions/` }),
  );
  const answers = await sendAll(
    writes.flatMap((write, index) => [write, ...(index % 5 === 0 ? reads.splice(0, 1) : [])]),
  );
  const lists = answers.filter(({ body: text }) => text.includes('"results"'));
  expect(lists).toHaveLength(20);
  for (const list of lists) expect(liveIn(list)).toHaveLength(1);
  // A version that is not committed yet is refused, nothing else is.
  expect(
    new Set(answers.map(({ status }) => status).filter((status) => ![200, 201, 400, 404].includes(status))),
  ).toEqual(new Set());
  const [shown, list] = await sendAll([
    { api: "respan", method: "GET", path: `/${id}/` },
    { api: "respan", method: "GET", path: `/${id}/versions/` },
  ]);
  const { live_version: live, commit_count: commits } = JSON.parse(shown?.body ?? "{}") as {
    live_version: { version: number };
    commit_count: number;
  };
  expect(commits).toBe(51);
  expect(liveIn(list)).toEqual([live.version]);
}

function liveIn(list: ApiAnswer | undefined): readonly number[] {
  const { results } = JSON.parse(list?.body ?? "{}") as {
    results: { version: number; is_deployed: boolean }[];
  };
  return results.filter((version) => version.is_deployed).map(({ version }) => version);
}
