import { testClock } from "@promptledger/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Served } from "./curl.ts";
import { runCurl, serve } from "./curl.ts";
import { differences } from "./page-comparison.ts";
import type { ReferencePage } from "./reference-pages.ts";
import {
  DEPLOY_VERSION,
  DEPLOYED_VERSION,
  DRAFT_VERSION,
  LIST_PROMPTS,
  LIST_VERSIONS,
  RETRIEVE_PROMPT,
  SUPPORT_PROMPT,
} from "./reference-pages.ts";
import { HELLO, KEY, promptWithVersions, respanClient } from "./respan-client.ts";

// Each page's own shell command, run by curl against a real server: only host, key and id are replaced.
const clock = testClock();
const client = respanClient({ clock });
let server: Served;
let promptId = "";

function at(time: string): void {
  clock.set(Date.parse(time));
}

async function run(
  { curl }: ReferencePage,
  id = promptId,
): Promise<{ readonly status: number; readonly body: unknown }> {
  return runCurl(
    curl
      .replace("https://api.respan.ai", server.origin)
      .replace("sk_live_xxxxx", KEY)
      .replace("/prompt_id/", `/${id}/`),
  );
}

/** The state that the pages show, each part made at the time that they print. */
beforeAll(async () => {
  server = await serve(client.handle);
  at("2025-12-01T00:00:00Z");
  for (let index = 2; index <= 42; index++) {
    const { body } = await client.send("POST", "/api/prompts/", { name: `Support ${index}`, starred: true });
    await client.send("POST", `/api/prompts/${String(body["id"])}/versions/`, HELLO);
  }
  await client.send("POST", "/api/prompts/", { name: "Support without a star" });
  await client.send("POST", "/api/prompts/", { name: "Something else", starred: true });

  at(SUPPORT_PROMPT.created_at);
  const { name, description, tags } = SUPPORT_PROMPT;
  const { body } = await client.send("POST", "/api/prompts/", { name, description });
  promptId = String(body["id"]);
  const path = `/api/prompts/${promptId}`;
  await client.send("PATCH", `${path}/`, { starred: true });
  const prompt = { id: promptId };
  for (const tag of tags) await client.acme.prompts.tag(prompt, { key: tag.name, color: tag.color });
  for (const model of ["gpt-3.5-turbo", SUPPORT_PROMPT.live_version.model]) {
    at(SUPPORT_PROMPT.live_version.updated_at);
    await client.send("POST", `${path}/versions/`, { ...HELLO, model });
  }
  // Respan's own commit would open version 3 at once, and the page shows it created five days later.
  await client.acme.versions.commit(prompt);
  await client.send("POST", `${path}/deployments/`, { version: 2 });
  at(DRAFT_VERSION.created_at);
  await client.send("POST", `${path}/versions/`, DRAFT_VERSION);
});

afterAll(() => server.close());

test(`page "${LIST_PROMPTS.title}": every key, type and value, its count and its next page`, async () => {
  const { status, body } = await run(LIST_PROMPTS);
  expect(status).toBe(LIST_PROMPTS.status);
  const { next, ...answer } = body as { readonly next: string };
  const { next: printed, ...page } = LIST_PROMPTS.answer;
  expect(differences(page, answer, { times: true })).toEqual([]);
  // A superset of the page's link: the same path and page, and the request's other parameters.
  const link = new URL(next);
  expect(`${link.origin}${link.pathname}?page=${link.searchParams.get("page")}`).toBe(
    String(printed).replace("https://api.respan.ai", server.origin),
  );
  expect([link.searchParams.get("page_size"), link.searchParams.get("sort_by")]).toEqual([
    "25",
    "-current_version__updated_at",
  ]);
});

test(`page "${RETRIEVE_PROMPT.title}": every key, type and value`, async () => {
  const { status, body } = await run(RETRIEVE_PROMPT);
  expect(status).toBe(RETRIEVE_PROMPT.status);
  expect(differences(RETRIEVE_PROMPT.answer, body, { times: true })).toEqual([]);
});

test(`page "${LIST_VERSIONS.title}": every key, type and value of its row`, async () => {
  const { status, body } = await run(LIST_VERSIONS);
  expect(status).toBe(LIST_VERSIONS.status);
  // The page counts five versions and shows the third as the newest, a draft: no prompt is like that, so the count is compared below.
  expect(differences({ ...LIST_VERSIONS.answer, count: 3 }, body, { times: true })).toEqual([]);
});

test(`page "${LIST_VERSIONS.title}": its count and links, on a prompt with five versions`, async () => {
  const path = await promptWithVersions(client, 5);
  const { body } = await run(LIST_VERSIONS, path.slice("/api/prompts/".length));
  const { results: _results, ...page } = LIST_VERSIONS.answer;
  expect(differences(page, body, { times: true })).toEqual([]);
});

test(`page "${DEPLOY_VERSION.title}": every key, type and value but its times`, async () => {
  at(DEPLOYED_VERSION.updated_at);
  const { description, messages } = DEPLOYED_VERSION;
  await client.send("PATCH", `/api/prompts/${promptId}/versions/3/`, { description, messages });
  await client.send("POST", `/api/prompts/${promptId}/commits/`, {});
  const { status, body } = await run(DEPLOY_VERSION);
  expect(status).toBe(DEPLOY_VERSION.status);
  expect(differences(DEPLOY_VERSION.answer, body, { times: false })).toEqual([]);
});

test("the comparison finds a missing key, another type and another value", () => {
  const page = { a: 1, b: { c: [null], updated_at: "2026-01-01T00:00:00Z" }, id: "x", results: [{ d: "e" }] };
  expect(differences(page, { ...page, more: 1, id: "y" }, { times: true })).toEqual([]);
  const changed = { a: 1.5, b: { c: [], updated_at: "yesterday" }, id: 7, results: [{}] };
  expect(differences(page, changed, { times: false })).toEqual([
    "$.a is number, not integer",
    "$.b.c has 0 entries, not 1",
    "$.b.updated_at is no time",
    "$.id is integer",
    "$.results[0].d is missing",
  ]);
});
