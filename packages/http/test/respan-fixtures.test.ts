// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { orkesApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";
import { ORIGIN } from "./orkes-client.ts";
import type { Answer } from "./respan-client.ts";
import { JANE, respanClient } from "./respan-client.ts";
import type { Fixture, FixtureStep } from "./respan-fixtures.ts";
import { FIXTURES } from "./respan-fixtures.ts";

// The client checks the form of every answer.

function setUp() {
  const client = respanClient();
  const handle = orkesApi(client.ledger, { authenticate: () => ({ tenant: "acme", actor: JANE }) });
  return {
    client,
    async orkes(
      method: string,
      path: string,
      body?: string,
    ): Promise<{ readonly status: number; readonly text: string }> {
      const init = body === undefined ? { method } : { method, body };
      const response = await handle(new Request(`${ORIGIN}/api/prompts${path}`, init));
      return { status: response.status, text: await response.text() };
    },
    send: (step: FixtureStep, id: string): Promise<Answer> =>
      client.send(step.method, `/api/prompts${step.path.replace("{id}", id)}`, step.body),
  };
}

async function create({ send }: ReturnType<typeof setUp>, { creation }: Fixture) {
  const { status, body } = await send(creation, "");
  expect(status).toBe(creation.status);
  return { id: String(body["id"]), slug: String(body["prompt_slug"]) };
}

/** What clients would send again by themselves, or take for a broken server. */
function expectNotRepeated({ status }: Answer, step: FixtureStep): void {
  expect([200, 201, 204, 400, 404], `${step.method} ${step.path}`).toContain(status);
}

describe.each(FIXTURES)("what $client sends", (fixture) => {
  test("is answered as it is alone, with Orkes' reads, tags and descriptions between", async () => {
    const apis = setUp();
    const { id, slug } = await create(apis, fixture);
    for (const step of fixture.steps) {
      const { numbers, draft } = await apis.client.acme.prompts.get({ id });
      const committed = numbers.findLast((number) => number !== draft);
      const read = await apis.orkes("GET", `/${slug}`);
      expect(read.status).toBe(committed === undefined ? 404 : 200);
      if (committed !== undefined) {
        const { template } = JSON.parse(read.text) as { template: string };
        const path = `/${slug}?description=${encodeURIComponent(step.path)}&version=${committed}`;
        expect((await apis.orkes("PUT", path, JSON.stringify(template))).status).toBe(200);
      }
      expect((await apis.orkes("PUT", `/${slug}/tags`, '[{"key":"team","value":"docs"}]')).status).toBe(200);
      const answer = await apis.send(step, id);
      expect([step.method, step.path, answer.status]).toEqual([step.method, step.path, step.status]);
    }
  });

  test("is answered and never to be repeated, after Orkes has written to the prompt", async () => {
    const apis = setUp();
    const { id, slug } = await create(apis, fixture);
    await apis.orkes("POST", `/${slug}?description=d&autoIncrement=true`, "Hi ${name}");
    await apis.orkes("POST", `/${slug}?description=d&version=7`, "seven");
    await apis.orkes("PUT", `/${slug}?description=d`, "seven, again");
    await apis.orkes("DELETE", `/${slug}/versions/1`);
    for (const step of fixture.steps) expectNotRepeated(await apis.send(step, id), step);
  });

  test("is answered and never to be repeated, with Orkes' writes between, and both see the same", async () => {
    const apis = setUp();
    const { id, slug } = await create(apis, fixture);
    const writes = [
      () => apis.orkes("POST", `/${slug}?description=d&autoIncrement=true`, "Hi ${name}"),
      () => apis.orkes("PUT", `/${slug}?description=d`, "put"),
      () => apis.orkes("POST", `/${slug}?description=d`, "one"),
      () => apis.orkes("DELETE", `/${slug}/versions/3`),
    ];
    for (const [index, step] of fixture.steps.entries()) {
      const write = writes[index % writes.length];
      expect([200, 409]).toContain((await write?.())?.status);
      expectNotRepeated(await apis.send(step, id), step);
      const shown = await apis.client.send("GET", `/api/prompts/${id}/versions/?page_size=200`);
      if (shown.status === 404) continue;
      const rows = shown.body["results"] as { version: number; readonly: boolean }[];
      const committed = rows.filter((row) => row.readonly).map(({ version }) => version);
      const listed = await apis.orkes("GET", `/${slug}/versions`);
      const versions = listed.status === 404 ? [] : (JSON.parse(listed.text) as { version: number }[]);
      expect(versions.map(({ version }) => version)).toEqual(committed);
    }
  });
});
