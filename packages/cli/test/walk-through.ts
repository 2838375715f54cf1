import { expect } from "vitest";

/** What the walk leaves in the ledger, to be read again after a restart. */
export interface Walked {
  readonly prompt: unknown;
  readonly versions: unknown;
}

interface Sent {
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
}

/**
 * Walks through the whole Respan API of a server without prompts, over HTTP: creates a prompt, edits and finds it, adds versions, commits,
 * deploys and rolls back, checks what is refused, and deletes a second prompt. Checks every answer, and returns what remains.
 */
export async function walkThrough(url: string, key: string): Promise<Walked> {
  const send = async (method: string, path: string, body?: unknown): Promise<Sent> => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const how = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/prompts/${path}`, { method, headers, ...how });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  };
  const expectAnswer = async (
    [method, path, body]: readonly [string, string, unknown?],
    status: number,
    answer: object = {},
  ): Promise<void> => {
    const sent = await send(method, path, body);
    expect([sent.status, sent.body], `${method} ${path}`).toMatchObject([status, answer]);
  };
  const content = (text: string) => ({
    model: "gpt-4o",
    messages: [{ role: "user", content: `${text} {{name}}` }],
  });

  await expectAnswer(["POST", "", { prompt_id: "greeting", name: "Greeting" }], 201, { id: "greeting" });
  await expectAnswer(["PATCH", "greeting/", { description: "Greets", starred: true }], 200, {
    description: "Greets",
  });
  await expectAnswer(["POST", "greeting/versions/", content("Hello")], 201, { version: 1, readonly: false });
  await expectAnswer(["PATCH", "greeting/versions/1/", { temperature: 0.5 }], 200, { temperature: 0.5 });
  await expectAnswer(["POST", "greeting/deployments/", { version: 1 }], 400);
  await expectAnswer(["POST", "greeting/commits/", { description: "First" }], 201, {
    version: 1,
    readonly: true,
  });
  await expectAnswer(["PATCH", "greeting/versions/1/", { temperature: 1 }], 400);
  await expectAnswer(["POST", "greeting/deployments/", { version: 1 }], 200, { is_deployed: true });
  await expectAnswer(["PATCH", "greeting/versions/2/", content("Good day")], 200, { version: 2 });
  await expectAnswer(["POST", "greeting/commits/", {}], 201, { version: 2 });
  await expectAnswer(["POST", "greeting/deployments/", { version: 2 }], 200, {
    version: 2,
    is_deployed: true,
  });
  await expectAnswer(["POST", "greeting/deployments/", { version: 1 }], 200, {
    version: 1,
    is_deployed: true,
  });
  await expectAnswer(["DELETE", "greeting/versions/1/"], 400);
  await expectAnswer(["DELETE", "greeting/versions/3/"], 204);
  await expectAnswer(["GET", "greeting/versions/2/"], 200, { version: 2, is_deployed: false });

  await expectAnswer(["POST", "", { prompt_id: "farewell", name: "Farewell" }], 201);
  const starred = { filters: { starred: { value: [true], operator: "" } }, operator: "AND" };
  await expectAnswer(["POST", "list/?sort_by=-id", {}], 200, {
    count: 2,
    results: [{ id: "farewell" }, { id: "greeting" }],
  });
  await expectAnswer(["POST", "list/", starred], 200, { count: 1, results: [{ id: "greeting" }] });
  await expectAnswer(["GET", "summary/"], 200, { total_count: 2 });
  await expectAnswer(["DELETE", "farewell/"], 204);
  await expectAnswer(["GET", "farewell/"], 404);
  await expectAnswer(["POST", "summary/", starred], 200, { total_count: 1 });
  return whatIsLeft(url, key);
}

/** What a server shows of the prompt that {@link walkThrough} leaves. */
export async function whatIsLeft(url: string, key: string): Promise<Walked> {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}/api/prompts/${path}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return response.json();
  };
  const [prompt, versions] = [await get("greeting/"), await get("greeting/versions/")];
  expect(prompt).toMatchObject({ id: "greeting", commit_count: 2, live_version: { version: 1 } });
  return { prompt, versions };
}
