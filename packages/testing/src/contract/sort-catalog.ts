import type { PromptQuery } from "@promptledger/core/adapter";
import { aQuery, inShort } from "./catalog-model.ts";
import { agrees, compare, fillWith } from "./catalog-sample.ts";
import type { Clause } from "./clause.ts";
import type { Fact } from "./prompt-facts.ts";
import { promptCreated, versionCreated } from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { upTo } from "./sample.ts";
import { same } from "./violation.ts";
import { pause, whileWriting } from "./waiting.ts";

/** CA, for what is easy to get wrong: order, case, pages. */
export const sortCatalogClauses: readonly Clause[] = [
  {
    id: "CA-3",
    title: "prompts without the sorted value come last in both directions",
    async run({ connect, tenant }) {
      const store = await connect();
      const created = (id: string): Fact => ({ ...promptCreated(id), occurredAt: 5 });
      const histories = await fillWith(store, tenant, [
        (id) => [created(id)],
        (id) => [created(id), { ...versionCreated(id, 1), occurredAt: 20 }],
        (id) => [created(id)],
        (id) => [created(id), { ...versionCreated(id, 1), occurredAt: 10 }],
      ]);
      for (const [direction, ids] of [
        ["ascending", ["prm-4", "prm-2", "prm-1", "prm-3"]],
        ["descending", ["prm-2", "prm-4", "prm-3", "prm-1"]],
      ] as const) {
        const query = aQuery({ sort: { field: "current.updatedAt", direction } });
        same(inShort(await store.catalog.findPrompts(tenant, query)).ids, ids, `the order ${direction}`);
        await agrees(store, tenant, histories, query);
      }
    },
  },
  {
    id: "CA-4",
    title: "prompts with the same sorted value are ordered by id, in the direction of the sort",
    async run({ connect, tenant }) {
      const store = await connect();
      const same_ = upTo(11).map(() => (id: string) => [
        { ...promptCreated(id, { name: "Same" }), occurredAt: 5 },
      ]);
      await fillWith(store, tenant, same_);
      const ascending = ["1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9"].map(
        (number) => `prm-${number}`,
      );
      for (const field of ["name", "createdAt", "updatedAt", "id"] as const) {
        for (const direction of ["ascending", "descending"] as const) {
          const ids: string[] = [];
          for (const number of upTo(4)) {
            const query = aQuery({ sort: { field, direction }, page: { number, size: 3 } });
            ids.push(...inShort(await store.catalog.findPrompts(tenant, query)).ids);
          }
          const expected = direction === "ascending" ? ascending : ascending.toReversed();
          same(ids, expected, `the pages sorted by ${field}, ${direction}`);
        }
      }
    },
  },
  {
    id: "CA-5",
    title: "text is sorted and compared by code point",
    async run({ connect, tenant }) {
      const store = await connect();
      const ordered = [
        "",
        " ",
        "-",
        "0",
        "A",
        "B",
        "_",
        "a",
        "aB",
        "ab",
        "b",
        "e\u0301",
        "z",
        "é",
        "日本",
        "\uE000",
        "\uFFFD",
        "\u{1F600}",
        "\u{10FFFF}",
      ];
      const shuffled = ordered.toSorted(
        (left, right) => left.length - right.length || (left < right ? 1 : -1),
      );
      await fillWith(
        store,
        tenant,
        shuffled.map((name) => (id: string) => [promptCreated(id, { name })]),
      );
      const names = async (parts: Partial<PromptQuery>): Promise<readonly string[]> =>
        (
          await store.catalog.findPrompts(
            tenant,
            aQuery({ sort: { field: "name", direction: "ascending" }, ...parts }),
          )
        ).rows.map((row) => row.prompt.state.name);
      same(await names({}), ordered, "the names in ascending order");
      for (const value of ["a", "z", "é", "\uE000", "\u{1F600}"]) {
        const filter = { type: "compare", field: "name", operator: "less", value } as const;
        same(
          await names({ filter }),
          ordered.slice(0, ordered.indexOf(value)),
          `the names less than ${value}`,
        );
      }
    },
  },
  {
    id: "CA-6",
    title: "case is ignored only on request, and wildcards match themselves",
    async run({ connect, tenant }) {
      const store = await connect();
      const names = [
        "a%b",
        "axb",
        "a_b",
        "A%B",
        "a\\b",
        "a*b",
        "a?b",
        "a[x]b",
        "STRASSE",
        "straße",
        "İstanbul",
        "istanbul",
        "ΣΊΣΥΦΟΣ",
        "σίσυφος",
        "É",
        "é",
        "É",
        "[",
        "'; --",
      ];
      const histories = await fillWith(
        store,
        tenant,
        names.map((name) => (id: string) => [promptCreated(id, { name })]),
      );
      const values = [
        ...names,
        "%",
        "_",
        "*",
        "?",
        "\\",
        "a%",
        "%b",
        "a.b",
        "[x]",
        "ß",
        "i",
        "Σ",
        "ς",
        "'",
        "",
      ];
      for (const value of values) {
        for (const operator of ["contains", "startsWith", "endsWith", "equals"] as const) {
          for (const ignoreCase of [false, true]) {
            await agrees(
              store,
              tenant,
              histories,
              aQuery({ filter: compare("name", operator, value, ignoreCase) }),
            );
          }
        }
      }
      const literal = await store.catalog.findPrompts(
        tenant,
        aQuery({ filter: compare("name", "contains", "a_b") }),
      );
      same(
        literal.rows.map((row) => row.prompt.state.name),
        ["a_b"],
        "the names that contain a_b",
      );
    },
  },
  {
    id: "CA-7",
    title: "a page, its count and its head are of one moment, and a page past the end is empty",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const write = async (): Promise<void> => {
        for (const index of upTo(20)) {
          const history = promptHistory(`prm-${index}`);
          await happen(writer, tenant, history, promptCreated(history.id));
          if (index % 3 === 0) await pause();
        }
      };
      const read = async (): Promise<void> => {
        const found = await reader.catalog.findPrompts(tenant, aQuery());
        same(
          [found.total, found.rows.length],
          [found.head.position, found.head.position],
          "count and rows at a head",
        );
      };
      await whileWriting(write, read);
      const past = await reader.catalog.findPrompts(tenant, aQuery({ page: { number: 8, size: 3 } }));
      same(inShort(past), { total: 20, ids: [] }, "a page past the end");
      const last = await reader.catalog.findPrompts(tenant, aQuery({ page: { number: 7, size: 3 } }));
      same([last.total, last.rows.length], [20, 2], "the last page");
    },
  },
];
