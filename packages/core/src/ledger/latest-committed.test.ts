import { expect, test } from "vitest";
import { bench, saying } from "../../test/ledger.ts";

test("every living prompt's latest committed version is found, also where another prompt is deleted meanwhile", async () => {
  const { jane } = bench((store) => {
    let queries = 0;
    return {
      ...store,
      catalog: {
        ...store.catalog,
        async findPrompts(tenant, query) {
          queries += 1;
          // Before the second page is read, a prompt of the first is gone. It once took the place of one that lives.
          if (queries === 2) await jane.prompts.delete({ id: "p0005" });
          return store.catalog.findPrompts(tenant, query);
        },
      },
    };
  });
  const ids = Array.from({ length: 1002 }, (_, index) => `p${String(index).padStart(4, "0")}`);
  for (let first = 0; first < ids.length; first += 60) {
    const commands = ids
      .slice(first, first + 60)
      .flatMap((id) => [
        { type: "CreatePrompt", name: id, id } as const,
        { type: "CreateVersion", prompt: { id }, input: saying(id) } as const,
        { type: "CommitVersion", prompt: { id } } as const,
      ]);
    await jane.batch(commands);
  }
  const found = await jane.versions.latestCommitted();
  expect(found.map(({ prompt }) => prompt.id)).toEqual(ids);
});
