import type { Filter, FilterField, FilterValue } from "@promptledger/core";
import { FILTER_OPERATORS, PROMPT_FIELDS, select, VERSION_FIELDS } from "@promptledger/core/adapter";
import { aQuery, inShort, rowOf } from "./catalog-model.ts";
import type { Clause } from "./clause.ts";
import type { Fact } from "./prompt-facts.ts";
import {
  accessGranted,
  promptCreated,
  promptDeleted,
  promptEdited,
  promptTagged,
  versionCommitted,
  versionCreated,
  versionDeployed,
} from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { same } from "./violation.ts";

const CONTENT = {
  model: "m",
  temperature: 0.5,
  maxTokens: 2,
  topP: 0.5,
  frequencyPenalty: -1,
  presencePenalty: 2,
  stream: true,
  reasoningEffort: "m",
  verbosity: "M",
  seed: 2,
  toolChoice: "m",
  isEnforcingResponseFormat: false,
  templateSyntax: "jinja",
};

/** A prompt with everything, one with nothing, and a deleted one whose live version is not the current one. */
const PROMPTS: readonly (readonly [string, readonly Fact[]])[] = [
  [
    "m",
    [
      promptCreated("m", { name: "m", description: "m" }),
      promptTagged("m", "M"),
      promptEdited({ starred: true }),
      versionCreated("m", 2, CONTENT),
      versionCommitted(2),
      versionDeployed("m", 2),
      accessGranted("user", "m", ["READ"]),
    ],
  ],
  ["n", [promptCreated("n", { name: "M", description: "" })]],
  [
    "o",
    [
      promptCreated("o", { name: "mm" }),
      promptTagged("m"),
      promptTagged("o", null, ["READ"]),
      versionCreated("o", 1, { ...CONTENT, temperature: 0, seed: -2, toolChoice: { type: "m" } }),
      versionCommitted(1),
      versionDeployed("o", 1),
      versionCreated("o", 3, { model: "mm", stream: false }),
      promptDeleted("o"),
    ],
  ],
];

const FIELDS: readonly FilterField[] = [
  ...PROMPT_FIELDS,
  ...VERSION_FIELDS.flatMap((name) => [`current.${name}`, `live.${name}`] as const),
];

/** CA, for filters, one by one. */
export const filterCatalogClauses: readonly Clause[] = [
  {
    id: "CA-12",
    title: "every operator compares every field with text, numbers, booleans and null as core does",
    async run({ connect, tenant, clock, runs }) {
      const [writer, reader] = [await connect(), await connect()];
      const histories = PROMPTS.map(([id, facts]) => [promptHistory(id), facts] as const);
      for (const [history, facts] of histories) {
        clock.advance(1000);
        await happen(writer, tenant, history, ...facts);
      }
      const rows = histories.flatMap(([history]) => rowOf(history, "production") ?? []);
      const values: readonly FilterValue[] = [null, false, 0.5, 2, "m", clock.now() - 1000];
      // With fewer runs, a third of the values is compared alone, for each field others.
      const step = runs < 60 ? 3 : 1;
      for (const [turn, field] of FIELDS.entries()) {
        for (const operator of FILTER_OPERATORS) {
          const some = values.map(
            (value): Filter => ({ type: "compare", field, operator, value, ignoreCase: value === "m" }),
          );
          const alone = some.filter((_, index) => (index + turn) % step === 0);
          for (const filter of [...alone, { type: "not", filter: { type: "or", filters: some } } as const]) {
            const query = aQuery({ filter });
            const found = inShort(await reader.catalog.findPrompts(tenant, query));
            same(found, inShort(select(rows, query)), `the prompts found by ${field} ${operator}`);
          }
        }
      }
    },
  },
  {
    id: "CA-13",
    title:
      "an empty `and` finds all, an empty `or` nothing; grants are found by subject and permission, prompts by who created them",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      for (const [id, facts] of PROMPTS) await happen(writer, tenant, promptHistory(id), ...facts);
      const granted = (
        type: "user" | "group" | "tag",
        id: string,
        permission: "READ" | "UPDATE",
      ): Filter => ({
        type: "granted",
        subjects: [
          { type: "role", id: "none" },
          { type, id },
        ],
        permission,
      });
      const createdBy = (...actors: readonly string[]): Filter => ({
        type: "createdBy",
        actors: new Set(actors),
      });
      const cases: readonly (readonly [Filter, readonly string[]])[] = [
        [{ type: "and", filters: [] }, ["m", "n", "o"]],
        [{ type: "or", filters: [] }, []],
        [{ type: "not", filter: { type: "or", filters: [] } }, ["m", "n", "o"]],
        [granted("user", "m", "READ"), ["m"]],
        [granted("user", "m", "UPDATE"), []],
        [granted("group", "m", "READ"), []],
        [granted("user", "M", "READ"), []],
        // A tag counts as a grant of its grantable permissions, which are all five by default.
        [granted("tag", "m:M", "UPDATE"), ["m"]],
        [granted("tag", "m", "READ"), ["o"]],
        [granted("tag", "o", "READ"), ["o"]],
        [granted("tag", "o", "UPDATE"), []],
        [granted("user", "o", "READ"), []],
        [{ type: "granted", subjects: [], permission: "READ" }, []],
        [createdBy("jane", "nobody"), ["m", "n", "o"]],
        [createdBy("JANE"), []],
        [createdBy(), []],
        [{ type: "not", filter: createdBy("nobody") }, ["m", "n", "o"]],
      ];
      for (const [filter, ids] of cases) {
        const query = aQuery({ filter, sort: { field: "id", direction: "ascending" } });
        same(
          inShort(await reader.catalog.findPrompts(tenant, query)).ids,
          ids,
          `what ${JSON.stringify(filter)} finds`,
        );
        const scoped = aQuery({ scope: filter, sort: { field: "id", direction: "ascending" } });
        const found = inShort(await reader.catalog.findPrompts(tenant, scoped));
        same(found, { total: ids.length, ids }, `what the scope ${JSON.stringify(filter)} allows to see`);
      }
    },
  },
];
