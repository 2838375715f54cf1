import { respanApi } from "@promptledger/http";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { JANE, promptAt, respanClient } from "./respan-client.ts";

test("links keep the prefix that a router strips from the address", async () => {
  const { ledger, acme } = respanClient();
  for (const name of ["A", "B"]) await acme.prompts.create({ name });
  const api = respanApi(ledger, { authenticate: () => ({ tenant: "acme", actor: JANE }) });
  const app = new Hono().mount("/ai/respan", api);
  const path = "/ai/respan/api/prompts/list/?page_size=1";
  // As Hono's Node server calls an app.
  const answer = await app.request(path, { method: "POST" }, { incoming: { url: path } });
  const { next } = (await answer.json()) as { readonly next: string };
  expect(next).toBe(`http://localhost${path}&page=2`);
  const last = await app.request(next, { method: "POST" }, { incoming: { url: next } });
  expect(await last.json()).toMatchObject({ previous: `http://localhost${path}`, results: [{ name: "A" }] });
});

test("links keep the prefix in a runtime without Node's request, if the router leaves it in the address", async () => {
  const { ledger, acme } = respanClient();
  for (const name of ["A", "B"]) await acme.prompts.create({ name });
  const api = respanApi(ledger, { authenticate: () => ({ tenant: "acme", actor: JANE }) });
  const app = new Hono().mount("/ai/respan", api, { replaceRequest: false });
  const path = "/ai/respan/api/prompts/list/?page_size=1";
  const { next } = (await (await app.request(path, { method: "POST" })).json()) as { readonly next: string };
  expect(next).toBe(`http://localhost${path}&page=2`);
  expect(await (await app.request(next, { method: "POST" })).json()).toMatchObject({
    results: [{ name: "A" }],
  });
});

test("a body that another parser has read is 400, and nothing is written", async () => {
  const client = respanClient();
  const path = await promptAt(client);
  const before = await client.head();
  const text = JSON.stringify({ name: "Renamed" });
  const headers = { authorization: "Bearer sk_live_test", "content-length": String(text.length) };
  const url = (to: string): string => `https://ledger.test${to}`;
  const used = new Request(url("/api/prompts/"), { method: "POST", headers, body: text });
  await used.text();
  const locked = new Request(url("/api/prompts/"), { method: "POST", headers, body: text });
  locked.body?.getReader();
  const consumed = [
    used,
    locked,
    new Request(url("/api/prompts/"), { method: "POST", headers }),
    new Request(url("/api/prompts/"), { method: "POST", headers, body: "" }),
    new Request(url(`${path}/`), { method: "PATCH", headers }),
    new Request(url(`${path}/commits/`), { method: "POST", headers }),
    new Request(url("/api/prompts/list/"), { method: "POST", headers }),
  ];
  for (const request of consumed) {
    const answer = await client.handle(request);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { detail: expect.stringContaining("mount the API before any parser of bodies") },
    ]);
  }
  expect(await client.head()).toBe(before);
});

test("the ETag of any answer about a prompt fits the next write to it", async () => {
  const client = respanClient();
  const path = await promptAt(client);
  const draft = { messages: [{ role: "user", content: "Hi" }] };
  const calls: readonly (readonly [string, string, object?])[] = [
    ["GET", `${path}/`],
    ["PATCH", `${path}/`, { name: "Renamed" }],
    ["POST", `${path}/versions/`, draft],
    ["POST", `${path}/commits/`, {}],
    ["POST", `${path}/deployments/`, { version: 1 }],
    ["POST", `${path}/deployments/`, { version: 1 }],
    ["GET", `${path}/versions/`],
    ["GET", `${path}/versions/1/`],
    ["PATCH", `${path}/versions/2/`, { temperature: 1, deploy: true }],
    ["POST", `${path}/versions/`, { ...draft, deploy: true }],
    ["PATCH", `${path}/`, { deploy: true }],
    ["DELETE", `${path}/versions/1/`],
  ];
  for (const [index, [method, to, body]] of calls.entries()) {
    const { status, headers } = await client.send(method, to, body);
    expect(status, `${method} ${to}`).toBeLessThan(300);
    const tag = headers.get("etag") ?? "none";
    const write = await client.send(
      "PATCH",
      `${path}/`,
      { description: `write ${index}` },
      { "if-match": tag },
    );
    expect(write.status, `${method} ${to}`).toBe(200);
    const stale = await client.send("PATCH", `${path}/`, { description: "late" }, { "if-match": tag });
    expect(stale.status, `${method} ${to}`).toBe(412);
  }
});
