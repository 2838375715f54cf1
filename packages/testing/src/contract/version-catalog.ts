import type { Page, PromptKey, VersionDocument, VersionPage, VersionQuery } from "@promptledger/core/adapter";
import { array, assert, asyncProperty, boolean, constantFrom, nat, option, record } from "fast-check";
import { arbitraryCatalog } from "../generators/catalog.ts";
import { arbitraryPage } from "../generators/filter.ts";
import { fill } from "./catalog-sample.ts";
import type { Clause } from "./clause.ts";
import type { Fact } from "./prompt-facts.ts";
import {
  promptCreated,
  promptDeleted,
  promptEdited,
  promptRestored,
  versionCommitted,
  versionCreated,
  versionDeleted,
} from "./prompt-facts.ts";
import type { PromptHistory } from "./prompt-history.ts";
import { happen, happenTogether, promptHistory } from "./prompt-history.ts";
import { forProperty } from "./property.ts";
import { upTo } from "./sample.ts";
import { same } from "./violation.ts";
import { pause, whileWriting } from "./waiting.ts";

const page = { number: 1, size: 100 };
const committed = option(boolean(), { nil: undefined });

/** The prompt that has a slug now. */
function holderOf(histories: readonly PromptHistory[], slug: string): PromptHistory | undefined {
  return histories.find(({ documents }) =>
    documents.some((one) => one.kind === "prompt" && one.state.status === "alive" && one.state.slug === slug),
  );
}

/** A query without its undefined parts. */
function queryOf(
  prompt: PromptKey,
  { committed: only, page: wanted }: { readonly committed: boolean | undefined; readonly page: Page },
): VersionQuery {
  return { prompt, page: wanted, ...(only === undefined ? {} : { committed: only }) };
}

/** The prompt and count of a page, for short messages. */
function inShort(found: Omit<VersionPage, "head">): object {
  return {
    of: found.prompt?.state.id ?? null,
    total: found.total,
    rows: found.rows.length,
  };
}

/** What a query for versions must find. */
function expectedVersions(
  history: PromptHistory | undefined,
  query: Omit<VersionQuery, "prompt">,
): Omit<VersionPage, "head"> {
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
    title: "findVersions returns a prompt's versions, highest number first, with count and prompt",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      const query = record(
        {
          id: constantFrom("prm-1", "prm-2", "prm-3", "prm-absent"),
          committed,
          page: arbitraryPage,
        },
        { noNullPrototype: true },
      );
      const queries = array(query, { minLength: 5, maxLength: 10 });
      await assert(
        asyncProperty(arbitraryCatalog, queries, async (catalog, some) => {
          const tenant = context.newTenant();
          const histories = await fill(writer, tenant, catalog);
          const events = histories.reduce((sum, one) => sum + one.length, 0);
          for (const { id, ...rest } of some) {
            const asked = queryOf({ id }, rest);
            const { head, ...found } = await reader.catalog.findVersions(tenant, asked);
            const history = histories.find((one) => one.id === id);
            same(found, expectedVersions(history, asked), `the versions found by ${JSON.stringify(asked)}`);
            same(head.position, events, "the head");
          }
        }),
        forProperty(context),
      );
    },
  },
  {
    id: "CA-11",
    title: "findVersions orders numbers as numbers, without deleted versions, and continues below a number",
    async run({ connect, tenant }) {
      const store = await connect();
      const history = promptHistory("prm-1");
      const { id } = history;
      const numbers = [1, 2, 9, 10, 11, 100, 2_147_483_647];
      const facts = numbers.flatMap((number) => [versionCreated(id, number), versionCommitted(number)]);
      await happen(store, tenant, history, promptCreated(id), ...facts, versionDeleted(10));
      const found = await store.catalog.findVersions(tenant, { prompt: { id }, page });
      same(
        found.rows.map((row) => row.state.number),
        [2_147_483_647, 100, 11, 9, 2, 1],
        "the numbers",
      );
      const second = await store.catalog.findVersions(tenant, {
        prompt: { id },
        page: { number: 2, size: 4 },
      });
      same(
        [second.total, second.rows.map((row) => row.state.number)],
        [6, [2, 1]],
        "the second page of four",
      );
      const lower = await store.catalog.findVersions(tenant, { prompt: { id }, page, below: 11 });
      same([lower.total, lower.rows.map((row) => row.state.number)], [3, [9, 2, 1]], "those below 11");
      await happen(store, tenant, history, versionDeleted(2_147_483_647), versionCreated(id, 101));
      const numbersOf = async (isCommitted: boolean): Promise<readonly number[]> =>
        (await store.catalog.findVersions(tenant, { prompt: { id }, page, committed: isCommitted })).rows.map(
          (row) => row.state.number,
        );
      same(
        [await numbersOf(true), await numbersOf(false)],
        [[100, 11, 9, 2, 1], [101]],
        "committed ones and drafts",
      );
    },
  },
  {
    id: "CA-14",
    title:
      "findVersions by slug finds the versions of the prompt that has the slug now, and nothing if none has it",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      const { tenant } = context;
      const queries = array(record({ which: nat(), committed, page: arbitraryPage }), {
        minLength: 3,
        maxLength: 6,
      });
      await assert(
        asyncProperty(arbitraryCatalog, queries, async (catalog, some) => {
          const other = context.newTenant();
          const histories = await fill(writer, other, catalog);
          const slugs = ["absent", ...catalog.map(({ slug }) => slug), ...catalog.map(({ id }) => id)];
          for (const { which, ...rest } of some) {
            const slug = slugs[which % slugs.length] ?? "absent";
            const asked = queryOf({ slug }, rest);
            const { head, ...found } = await reader.catalog.findVersions(other, asked);
            const expected = expectedVersions(holderOf(histories, slug), asked);
            same(found, expected, `the versions found by ${JSON.stringify(asked)}`);
            const events = histories.reduce((sum, one) => sum + one.length, 0);
            same(head.position, events, "the head");
          }
        }),
        forProperty(context),
      );
      const histories = ["prm-1", "prm-2"].map((id) => promptHistory(id));
      const [one, two] = histories;
      if (one === undefined || two === undefined) return;
      const holds = async (when: string): Promise<void> => {
        for (const slug of ["greeting", "welcome", "Greeting", one.id]) {
          const { head: _head, ...found } = await reader.catalog.findVersions(tenant, {
            prompt: { slug },
            page,
          });
          const expected = expectedVersions(holderOf(histories, slug), { page });
          same(inShort(found), inShort(expected), `what is found by the slug ${slug} ${when}`);
          same(found, expected, `what is found by the slug ${slug} ${when}, whole`);
        }
      };
      const versions = (id: string): readonly Fact[] => [versionCreated(id, 1), versionCommitted(1)];
      await happen(writer, tenant, one, promptCreated(one.id, { slug: "greeting" }), ...versions(one.id));
      await holds("after the prompt was created");
      await happen(writer, tenant, one, promptEdited({ slug: "welcome" }));
      await holds("after the prompt took another slug");
      await happen(writer, tenant, two, promptCreated(two.id, { slug: "greeting" }), ...versions(two.id));
      await holds("after another prompt took the slug");
      await happen(writer, tenant, one, promptDeleted("welcome"));
      await holds("after the prompt was deleted");
      await happenTogether(writer, tenant, [
        [two, [promptEdited({ slug: "hello" })]],
        [one, [promptRestored("greeting")]],
      ]);
      await holds("after the slug moved on");
    },
  },
  {
    id: "CA-15",
    title: "the answer of findVersions is of one moment, also by a slug that moves between prompts",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const [slug, left, right] = ["passed", promptHistory("prm-1"), promptHistory("prm-2")];
      const atHead = new Map<number, object>();
      const note = (position: number, holder: PromptHistory | undefined): unknown =>
        atHead.set(position, inShort(expectedVersions(holder, { page })));
      const seen: { readonly position: number; readonly found: object }[] = [];
      const write = async (): Promise<void> => {
        for (const round of upTo(16)) {
          const [from, to] = round % 2 === 0 ? [right, left] : [left, right];
          const away = promptEdited({ slug: `${from.id}-${round}` });
          const taken = [
            promptEdited({ slug }),
            versionCreated(to.id, round + 1),
            versionCommitted(round + 1),
          ];
          if (round % 4 < 2) {
            note((await happen(writer, tenant, from, away)).position, undefined);
            note((await happen(writer, tenant, to, ...taken)).position, to);
          } else {
            const { position } = await happenTogether(writer, tenant, [
              [from, [away]],
              [to, taken],
            ]);
            note(position, to);
          }
          if (round % 3 === 0) await pause();
        }
      };
      const look = async (): Promise<void> => {
        const { head, ...found } = await reader.catalog.findVersions(tenant, { prompt: { slug }, page });
        seen.push({ position: head.position, found: inShort(found) });
      };
      await happen(writer, tenant, right, promptCreated(right.id));
      const created = [promptCreated(left.id, { slug }), versionCreated(left.id, 1), versionCommitted(1)];
      note((await happen(writer, tenant, left, ...created)).position, left);
      await whileWriting(write, look);
      for (const { position, found } of seen)
        same(found, atHead.get(position), `what is found by the slug at the head ${position}`);
    },
  },
];
