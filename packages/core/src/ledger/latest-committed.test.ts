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

test("a prompt whose latest version is deleted meanwhile is found with the one before it", async () => {
  const { jane } = bench((store) => ({
    ...store,
    catalog: {
      ...store.catalog,
      async findPrompts(tenant, query) {
        const found = await store.catalog.findPrompts(tenant, query);
        await jane.versions.delete("p", 3);
        return found;
      },
    },
  }));
  await jane.prompts.create({ name: "p" });
  for (const text of ["one", "two", "three"]) {
    await jane.versions.create("p", saying(text));
    await jane.versions.commit("p");
  }
  await jane.versions.create("p", saying("a draft"));
  const [found] = await jane.versions.latestCommitted();
  expect(found?.version.number).toBe(2);
});

test("page by page the same is found, ordered by slug, whatever their size and whatever is deleted meanwhile", async () => {
  const { jane } = bench();
  const slugs = ["b", "a/1", "Ä", "🎉", "a", "ﬀ", "z", "draft", "B", "a-b"];
  for (const slug of slugs) {
    await jane.prompts.create({ name: slug, slug });
    await jane.versions.create(slug, saying(slug));
    if (slug !== "draft") await jane.versions.commit(slug);
  }
  const all = (await jane.versions.latestCommitted()).map(({ prompt }) => prompt.slug);
  expect(all).toHaveLength(slugs.length - 1);
  for (let limit = 1; limit <= slugs.length + 1; limit++) {
    const paged: string[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const { items, next } = await jane.versions.latestCommittedPage({ after, limit });
      paged.push(...items.map(({ prompt }) => prompt.slug));
      after = next;
    }
    expect(paged).toEqual(all);
  }
  const { items, next } = await jane.versions.latestCommittedPage({ limit: 3 });
  await jane.prompts.delete(items[0]?.prompt ?? "");
  const rest = await jane.versions.latestCommittedPage({ after: next ?? "", limit: 100 });
  expect([...items, ...rest.items].map(({ prompt }) => prompt.slug)).toEqual(all);
  expect(rest.next).toBeNull();
  await expect(jane.versions.latestCommittedPage({ limit: 1001 })).rejects.toMatchObject({
    code: "invalid-input",
  });
});
