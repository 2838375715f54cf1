import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore, LedgerCommand } from "@promptledger/core";
import { expect, test } from "vitest";
import { orkesClient } from "./orkes-client.ts";

// It was read 200 prompts at a time, and each time the storage looked at all of them: 16,000 took 20 seconds.
test("A list of many small prompts is read a thousand at a time", async () => {
  const memory = memoryEventStore();
  const asked: number[] = [];
  const store: EventStore = {
    ...memory,
    catalog: {
      ...memory.catalog,
      findPrompts(tenant, query) {
        asked.push(query.page.size);
        return memory.catalog.findPrompts(tenant, query);
      },
    },
  };
  const { acme, send } = orkesClient({ store });
  const names = Array.from({ length: 1040 }, (_, index) => `prompt-${String(index).padStart(4, "0")}`);
  const commandsOf = (name: string): readonly LedgerCommand[] => [
    { type: "CreatePrompt", name, slug: name },
    { type: "SaveVersion", prompt: name, number: 1, mode: "replace", input: {}, text: "Hi" },
  ];
  for (let from = 0; from < names.length; from += 50)
    await acme.batch(names.slice(from, from + 50).flatMap(commandsOf));
  const { body } = await send("GET", "/api/prompts");
  expect((body as readonly { name: string }[]).map(({ name }) => name)).toEqual(names);
  expect(asked).toEqual([20, 1000, 1000]);
});
