import { memoryEventStore } from "@promptledger/adapter-memory";
import type { AppendBatch, NewEvent, PromptQuery, RecordedEvent } from "@promptledger/core/adapter";
import { AT_APPEND, projectStream, promptStreamName } from "@promptledger/core/adapter";
import { testRedisUrl } from "@promptledger/test-servers";
import type { GeneratedPrompt } from "@promptledger/testing";
import {
  arbitraryCatalog,
  arbitraryFilter,
  arbitraryPage,
  arbitraryScope,
  arbitrarySort,
  testClock,
} from "@promptledger/testing";
import { assert, asyncProperty, constantFrom, record, sample } from "fast-check";
import { expect, it } from "vitest";
import { newPrefix } from "./open-storage.ts";
import { openStore } from "./open-store.ts";

const PROMPTS = 1000;
const FILTERS = 800;
const tenant = "acme";

it(`${FILTERS} generated filters over ${PROMPTS} generated prompts find what the store in memory finds`, async () => {
  const clock = testClock();
  const model = memoryEventStore({ clock });
  const { store, close } = openStore(testRedisUrl(), { prefix: newPrefix(), clock });
  const seed = Date.now();
  const prompts = generatedPrompts(seed);
  for (let from = 0; from < PROMPTS; from += 50) {
    const batch = batchOf(prompts.slice(from, from + 50), from);
    expect(await store.append(batch)).toEqual(await model.append(batch));
    clock.advance(1000);
  }
  let matching = 0;
  const query = record<PromptQuery>(
    {
      filter: arbitraryFilter,
      sort: arbitrarySort,
      page: arbitraryPage.map((page) => ({ ...page, size: Math.min(page.size, 20) })),
      scope: arbitraryScope,
      environment: constantFrom("production", "staging"),
    },
    { noNullPrototype: true },
  );
  await assert(
    asyncProperty(query, async (one) => {
      const [found, expected] = [
        await store.catalog.findPrompts(tenant, one),
        await model.catalog.findPrompts(tenant, one),
      ];
      expect(found, `prompts of seed ${seed}`).toEqual(expected);
      if (expected.total > 0 && expected.total < PROMPTS) matching += 1;
    }),
    { numRuns: FILTERS },
  );
  // Filters that all find everything, or nothing, would say little.
  expect(matching).toBeGreaterThan(FILTERS / 10);
  await close();
}, 400_000);

/** Prompts of many small generated catalogs, each with an id of its own. */
function generatedPrompts(seed: number): readonly GeneratedPrompt[] {
  const prompts: GeneratedPrompt[] = [];
  for (let catalogs = 0; prompts.length < PROMPTS; catalogs++) {
    for (const prompt of sample(arbitraryCatalog, { numRuns: 20, seed: seed + catalogs }).flat()) {
      const text = JSON.stringify(prompt).replaceAll(prompt.id, `prm-of-many-${prompts.length}`);
      prompts.push(JSON.parse(text));
    }
  }
  return prompts.slice(0, PROMPTS);
}

function batchOf(prompts: readonly GeneratedPrompt[], number: number): AppendBatch {
  const streams = prompts.map(({ id, facts }) => {
    const stream = promptStreamName(id);
    const events = facts.map(
      ({ type, data, occurredAt = null, actor = "jane" }, index): NewEvent => ({
        id: `${id}-${index}`,
        type,
        schemaVersion: 1,
        data: JSON.stringify(data),
        metadata: JSON.stringify({ actor, commandId: `command-${number}` }),
        occurredAt,
      }),
    );
    const recorded = events.map(
      (event, index): RecordedEvent => ({
        ...event,
        tenant,
        stream,
        version: index + 1,
        position: index + 1,
        recordedAt: AT_APPEND,
      }),
    );
    return { stream, expected: "none" as const, events, documents: projectStream(stream, recorded) };
  });
  return { tenant, command: { id: `command-${number}`, fingerprint: "f", result: "{}" }, streams };
}
