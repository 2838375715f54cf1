import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { orkesApi, respanApi } from "@promptledger/http";
import { expect, test } from "vitest";
import * as z from "zod";

// What the legacy SDK needs of a list, from section 7 of the contract: texts for `prompt_id`, `description` and `model`, and no null in
// place of a number. It refuses a whole list for one value that it cannot read.
const number = z.number().optional();
const version = z.object({
  prompt_version_id: z.string(),
  version: z.int(),
  model: z.string(),
  messages: z.array(z.object({ role: z.string() })),
  stream: z.boolean(),
  variables: z.record(z.string(), z.unknown()),
  temperature: number,
  max_tokens: number,
  top_p: number,
  frequency_penalty: number,
  presence_penalty: number,
  description: z.string().optional(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  edited_by: z.object({ email: z.string(), first_name: z.string(), last_name: z.string() }),
});
const legacyList = z.object({
  count: z.int(),
  results: z.array(
    z.object({
      id: z.string(),
      prompt_id: z.string(),
      full_prompt_id: z.string(),
      name: z.string(),
      description: z.string(),
      prompt_slug: z.string(),
      starred: z.boolean(),
      commit_count: z.int(),
      current_version: version.nullable(),
      live_version: version.nullable(),
    }),
  ),
});

test("the legacy client reads a list of prompts that were born through both APIs and the library", async () => {
  const ledger = createLedger({ store: memoryEventStore() });
  const authenticate = () => ({ tenant: "acme", actor: { id: "jane", kind: "admin" } }) as const;
  const respan = respanApi(ledger, { authenticate });
  const orkes = orkesApi(ledger, { authenticate });
  const at = "https://ledger.test/api/prompts";
  const post = (body: unknown) => ({ method: "POST", body: JSON.stringify(body) });

  await respan(new Request(`${at}/`, { method: "POST" }));
  const made = await respan(new Request(at, post({ name: "Respan", description: null, prompt_id: "r" })));
  expect(made.status).toBe(201);
  const messages = [{ role: "user", content: "Hi" }];
  const bare = { messages, temperature: null, max_tokens: null, top_p: null, seed: null, description: null };
  expect((await respan(new Request(`${at}/r/versions/`, post(bare)))).status).toBe(201);
  expect((await respan(new Request(`${at}/r/commits/`, post({})))).status).toBe(201);
  expect((await respan(new Request(`${at}/r/deployments/`, post({ version: 1 })))).status).toBe(200);
  expect((await orkes(new Request(`${at}/orkes?description=Born`, post("Hi {name}")))).status).toBe(200);
  const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  const own = await acme.prompts.create({ name: "Library" });
  await acme.versions.create(own, { messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] });

  for (const path of ["/list?page=1&page_size=10", "/list?starred=false"]) {
    const list: unknown = await (await respan(new Request(`${at}${path}`))).json();
    const result = legacyList.safeParse(list);
    expect(result.error?.issues ?? []).toEqual([]);
    expect(result.data?.results.map(({ name }) => name)).toEqual(["Library", "orkes", "Respan", "Untitled"]);
  }
});
