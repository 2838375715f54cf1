import type { VersionDocument, VersionQuery } from "@promptledger/core/adapter";
import { assert, asyncProperty, boolean, constantFrom, option, record } from "fast-check";
import { arbitraryCatalog } from "../generators/catalog.ts";
import { arbitraryPage } from "../generators/filter.ts";
import type { Clause } from "./clause.ts";
import { promptCreated, versionCommitted, versionCreated, versionDeleted } from "./prompt-facts.ts";
import type { PromptHistory } from "./prompt-history.ts";
import { happen, happenTogether, promptHistory } from "./prompt-history.ts";
import { forProperty } from "./property.ts";
import { same } from "./violation.ts";

const page = { number: 1, size: 100 };

/** What a query for versions has to find. */
function expectedVersions(history: PromptHistory | undefined, query: VersionQuery): object {
  const documents = history?.documents ?? [];
  const rows = documents
    .flatMap((one): readonly VersionDocument[] => (one.kind === "version" ? [one] : []))
    .filter(
      ({ state }) => query.committed === undefined || (state.status === "committed") === query.committed,
    )
    .sort((left, right) => right.state.number - left.state.number);
  const start = (query.page.number - 1) * query.page.size;
  return {
    total: rows.length,
    prompt: documents.find((one) => one.kind === "prompt") ?? null,
    rows: rows.slice(start, start + query.page.size),
  };
}

/** CA, for versions. */
export const versionCatalogClauses: readonly Clause[] = [
  {
    id: "CA-9",
    title: "findVersions gives a prompt's versions, highest number first, with count and prompt",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      const query = record(
        {
          promptId: constantFrom("prm-1", "prm-2", "prm-3", "prm-absent"),
          committed: option(boolean(), { nil: undefined }),
          page: arbitraryPage,
        },
        { noNullPrototype: true },
      );
      await assert(
        asyncProperty(arbitraryCatalog, query, async (catalog, { committed, ...rest }) => {
          const tenant = context.newTenant();
          const changes = catalog.map(({ id, facts }) => [promptHistory(id), facts] as const);
          if (changes.length > 0) await happenTogether(writer, tenant, changes);
          const asked = committed === undefined ? rest : { ...rest, committed };
          const { head, ...found } = await reader.catalog.findVersions(tenant, asked);
          const history = changes.map(([one]) => one).find(({ id }) => id === asked.promptId);
          same(found, expectedVersions(history, asked), `the versions found by ${JSON.stringify(asked)}`);
          const events = changes.reduce((sum, [one]) => sum + one.length, 0);
          same(head.position, events, "the head");
        }),
        forProperty(context),
      );
    },
  },
  {
    id: "CA-11",
    title: "findVersions orders numbers as numbers, and leaves out what was deleted",
    async run({ connect, tenant }) {
      const store = await connect();
      const history = promptHistory("prm-1");
      const { id } = history;
      const numbers = [1, 2, 9, 10, 11, 100, 2_147_483_647];
      const facts = numbers.flatMap((number) => [versionCreated(id, number), versionCommitted(number)]);
      await happen(store, tenant, history, promptCreated(id), ...facts, versionDeleted(10));
      const found = await store.catalog.findVersions(tenant, { promptId: id, page });
      same(
        found.rows.map((row) => row.state.number),
        [2_147_483_647, 100, 11, 9, 2, 1],
        "the numbers",
      );
      const second = await store.catalog.findVersions(tenant, { promptId: id, page: { number: 2, size: 4 } });
      same(
        [second.total, second.rows.map((row) => row.state.number)],
        [6, [2, 1]],
        "the second page of four",
      );
      await happen(store, tenant, history, versionDeleted(2_147_483_647), versionCreated(id, 101));
      const numbersOf = async (committed: boolean): Promise<readonly number[]> =>
        (await store.catalog.findVersions(tenant, { promptId: id, page, committed })).rows.map(
          (row) => row.state.number,
        );
      same(
        [await numbersOf(true), await numbersOf(false)],
        [[100, 11, 9, 2, 1], [101]],
        "committed ones and drafts",
      );
    },
  },
];
