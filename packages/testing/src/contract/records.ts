import type { RecordPut, RecordResult, StoredRecord } from "@promptledger/core/adapter";
import { compareText } from "@promptledger/core/adapter";
import type { Arbitrary } from "fast-check";
import { array, assert, asyncProperty, constantFrom, record, uniqueArray } from "fast-check";
import { arbitraryJsonText } from "../generators/json-text.ts";
import type { Clause } from "./clause.ts";
import { forProperty } from "./property.ts";
import { nth, unique, upTo } from "./sample.ts";
import { refuses, same } from "./violation.ts";

const kind = "actor";

/** RC: small mutable records, each changed by compare-and-set. */
export const recordClauses: readonly Clause[] = [
  {
    id: "RC-1",
    title: "records are returned byte for byte, in the order of the request, null for missing ones",
    async run(context) {
      const [left, right] = [await context.connect(), await context.connect()];
      const { tenant } = context;
      await assert(
        asyncProperty(array(arbitraryJsonText, { minLength: 1, maxLength: 5 }), async (values) => {
          const keys = values.map(() => unique("key"));
          for (const [index, value] of values.entries()) {
            await left.records.put(tenant, [{ kind, key: nth(keys, index), value, expected: "none" }]);
          }
          const asked = [...keys.toReversed(), "missing", nth(keys, 0)];
          const records: readonly StoredRecord[] = values.map((value, index) => ({
            key: nth(keys, index),
            value,
            revision: 1,
          }));
          const expected = [...records.toReversed(), null, records[0]];
          same(await right.records.get(tenant, kind, asked), expected, "the records");
        }),
        forProperty(context),
      );
      same(await right.records.get(tenant, kind, []), [], "the records of no keys");
    },
  },
  {
    id: "RC-2",
    title: "a put succeeds only at the expected revision, and one of several writers wins",
    async run({ connect, tenant }) {
      const stores = [await connect(), await connect()];
      const store = nth(stores, 0);
      const put = async (value: string, expected: number | "none", by = store): Promise<RecordResult> =>
        nth(await by.records.put(tenant, [{ kind, key: "k", value, expected }]), 0);
      same(await put("0", 1), { status: "conflict", actual: 0 }, "a revision of a record that is not there");
      same(await put("1", "none"), { status: "stored", revision: 1 }, "the first put");
      same(await put("2", "none"), { status: "conflict", actual: 1 }, "a put that expects none");
      same(await put("3", 2), { status: "conflict", actual: 1 }, "a revision still to come");
      same(await put("4", 1), { status: "stored", revision: 2 }, "the second put");
      same(await put("5", 1), { status: "conflict", actual: 2 }, "a stale revision");
      same(
        await nth(stores, 1).records.get(tenant, kind, ["k"]),
        [{ key: "k", value: "4", revision: 2 }],
        "the record",
      );
      for (const round of upTo(3)) {
        const answers = await Promise.all(
          upTo(8).map((writer) => put(`${writer} in ${round}`, round + 1, nth(stores, writer % 2))),
        );
        const winners = answers.flatMap((answer, index) => (answer.status === "stored" ? [index + 1] : []));
        same(winners.length, 1, "the number of winners");
        const expected = [{ key: "k", value: `${winners[0]} in ${round}`, revision: round + 2 }];
        same(await store.records.get(tenant, kind, ["k"]), expected, "the record after a race");
      }
    },
  },
  {
    id: "RC-3",
    title: "a removed record is deleted and can be put again; removing a missing one is no error",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await left.records.put(tenant, [{ kind, key: "k", value: "1", expected: "none" }]);
      await left.records.put(tenant, [{ kind, key: "stays", value: "1", expected: "none" }]);
      await right.records.remove(tenant, kind, "k");
      await right.records.remove(tenant, kind, "k");
      await right.records.remove(tenant, "no-such-kind", "k");
      same(
        (await left.records.list(tenant, kind)).map((record) => record.key),
        ["stays"],
        "the keys that are left",
      );
      const answer = await left.records.put(tenant, [{ kind, key: "k", value: "2", expected: 1 }]);
      same(answer, [{ status: "conflict", actual: 0 }], "a put at the revision before the removal");
      const again = await right.records.put(tenant, [{ kind, key: "k", value: "2", expected: "none" }]);
      same(again, [{ status: "stored", revision: 1 }], "a put after the removal");
    },
  },
  {
    id: "RC-4",
    title: "list returns all records of a kind, ordered by the code points of their keys",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const keys = [
        "b",
        "a",
        "B",
        "10",
        "9",
        "",
        "é",
        "e\u0301",
        "\uFFFD",
        "\u{1F600}",
        "a:b",
        "%",
        "__proto__",
        "x".repeat(255),
      ].filter((key) => key !== "");
      same(await left.records.list(tenant, kind), [], "the records of a kind without any");
      for (const key of keys) await left.records.put(tenant, [{ kind, key, value: key, expected: "none" }]);
      await left.records.put(tenant, [{ kind: "another", key: "c", value: "{}", expected: "none" }]);
      const expected = keys.toSorted(compareText).map((key) => ({ key, value: key, revision: 1 }));
      same(await right.records.list(tenant, kind), expected, "the records");
    },
  },
  {
    id: "RC-5",
    title: "scopes and kinds are separate, whatever characters they contain",
    async run({ connect }) {
      const [left, right] = [await connect(), await connect()];
      const places = [
        ["_server", "key"],
        ["_server", "a:b"],
        ["_server.a", "b"],
        ["_serve", "rkey"],
        ["_", "*"],
        ["-", "*"],
        ["_server", "KEY"],
      ] as const;
      for (const [index, [scope, of]] of places.entries()) {
        await left.records.put(scope, [{ kind: of, key: "k", value: String(index), expected: "none" }]);
      }
      for (const [index, [scope, of]] of places.entries()) {
        const expected = [{ key: "k", value: String(index), revision: 1 }];
        same(await right.records.list(scope, of), expected, `the records of ${scope} and ${of}`);
      }
    },
  },
  {
    id: "RC-6",
    title: "scopes, kinds, keys and values that cannot be stored are refused",
    async run({ connect, tenant }) {
      const { records } = await connect();
      const valid = { kind, key: "k", value: "{}", expected: "none" } as const;
      for (const scope of ["", "a/b", "x".repeat(65)]) {
        await refuses("invalid-input", `the scope ${scope}`, () => records.put(scope, [valid]));
        await refuses("invalid-input", `listing the scope ${scope}`, () => records.list(scope, kind));
      }
      for (const wrong of [
        { key: "" },
        { key: "x".repeat(256) },
        { key: "\u0000" },
        { kind: "" },
        { kind: "\ud800" },
        { value: "\u0000" },
        { value: "\udc00" },
      ]) {
        await refuses("invalid-input", `the record ${JSON.stringify(wrong)}`, () =>
          records.put(tenant, [
            { ...valid, key: "valid" },
            { ...valid, ...wrong },
          ]),
        );
      }
      await refuses("invalid-input", "a record named twice", () => records.put(tenant, [valid, valid]));
      same(await records.list(tenant, kind), [], "the records");
    },
  },
  {
    id: "RC-7",
    title: "many puts at once are the same as one after the other, each with its own result",
    async run(context) {
      const stores = [await context.connect(), await context.connect()];
      const { records } = nth(stores, 0);
      const { tenant } = context;
      same(await records.put(tenant, []), [], "the results of no puts");
      const late = { kind, key: "late", value: "1", expected: 1 } as const;
      const first = { kind, key: "first", value: "1", expected: "none" } as const;
      const results = [
        { status: "conflict", actual: 0 },
        { status: "stored", revision: 1 },
      ];
      same(
        await records.put(tenant, [late, first]),
        results,
        "the results of a conflict and of a put after it",
      );
      await assert(
        asyncProperty(array(arbitraryPuts, { minLength: 1, maxLength: 4 }), async (calls) => {
          const [together, apart] = [unique("together"), unique("apart")];
          for (const puts of calls) {
            const results: RecordResult[] = [];
            for (const put of puts)
              results.push(...(await records.put(tenant, [{ ...put, kind: `${apart} ${put.kind}` }])));
            const atOnce = puts.map((put) => ({ ...put, kind: `${together} ${put.kind}` }));
            same(await records.put(tenant, atOnce), results, "the results");
          }
          for (const of of KINDS) {
            const expected = await records.list(tenant, `${apart} ${of}`);
            same(await records.list(tenant, `${together} ${of}`), expected, `the records of the kind ${of}`);
          }
        }),
        forProperty(context),
      );
      const keys = upTo(8).map((number) => `raced ${number}`);
      for (const revision of upTo(3)) {
        const expected = revision === 1 ? ("none" as const) : revision - 1;
        const answers = await Promise.all(
          upTo(6).map((writer) => {
            // No two orders may make writers wait for each other.
            const order = writer % 2 === 0 ? keys : keys.toReversed();
            const puts = order.map((key) => ({ kind, key, value: String(writer), expected }));
            return nth(stores, writer % 2).records.put(tenant, puts);
          }),
        );
        const stored = answers.flat().filter(({ status }) => status === "stored");
        same(stored.length, keys.length, "the number of puts that won");
        const revisions = (await records.get(tenant, kind, keys)).map((record) => record?.revision);
        same(
          revisions,
          keys.map(() => revision),
          "the revisions after a race",
        );
      }
    },
  },
];

const KINDS = ["one", "other"] as const;

/** Puts of different records, at revisions that they may have. */
const arbitraryPuts: Arbitrary<RecordPut[]> = uniqueArray(
  record({
    kind: constantFrom(...KINDS),
    key: constantFrom("a", "b"),
    value: arbitraryJsonText,
    expected: constantFrom<(number | "none")[]>("none", "none", 1, 2),
  }),
  { maxLength: 4, selector: ({ kind: of, key }) => `${of} ${key}` },
);
