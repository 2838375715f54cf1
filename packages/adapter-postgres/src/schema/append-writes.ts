import type { AppendArgument, AppendType } from "./append-types.ts";
import { APPEND_ARGUMENTS, APPEND_TYPES } from "./append-types.ts";

/**
 * How the statements of `append_v1` reach what they write: `many` rows of an argument at once, or the rows of a call with a `one` part each
 * by itself. That spares each statement an `unnest`, whose start costs a single row more than all else.
 */
export type Form = "one" | "many";

/** What statements are made of in one of the forms, for an argument of a type. */
interface Parts {
  /** What a row's columns are read from. */
  readonly row: string;
  readonly tenant: string;
  readonly stream: string;
  /** The stream's version before, the log's position before, and the time of the append. */
  readonly base: string;
  readonly before: string;
  readonly time: string;
}

const MANY: Parts = {
  row: "d",
  tenant: "part_tenants[d.part]",
  stream: "parts[d.part].stream",
  base: "bases[d.part]",
  before: "befores[d.part]",
  time: "times[d.part]",
};

const oneOf = (type: AppendType): Parts => ({
  row: `one_${type}`,
  tenant: "one_tenant",
  stream: "one_part.stream",
  base: "actual",
  before: "head_before",
  time: "moment",
});

/** Columns and what is written to them. */
type Columns = readonly (readonly [column: string, value: string])[];

/** The statements that write the winners of a call: events, commands, removals, documents. */
export function appendWrites(schema: string, form: Form): string {
  const insert = (
    argument: AppendArgument,
    columnsOf: (parts: Parts) => Columns,
    end: string,
    table: string = argument,
  ): string => {
    const columns = columnsOf(form === "one" ? oneOf(APPEND_ARGUMENTS[argument]) : MANY);
    const values = columns.map(([, value]) => value).join(", ");
    const source =
      form === "one"
        ? `VALUES (${values})`
        : `SELECT ${values} FROM unnest(${argument}) AS d WHERE bases[d.part] >= 0`;
    return `INSERT INTO ${schema}.${table} (${columns.map(([name]) => name).join(", ")}) ${source} ${end};`;
  };
  const each = (argument: AppendArgument, statements: string): string =>
    form === "one"
      ? `FOREACH one_${APPEND_ARGUMENTS[argument]} IN ARRAY ${argument} LOOP ${statements} END LOOP;`
      : `IF cardinality(${argument}) > 0 THEN ${statements} END IF;`;
  const documents = (argument: keyof typeof TABLES): string => {
    const { key } = TABLES[argument];
    return insert(argument, (parts) => documentColumns(argument, parts), orUpdate(key, columnsOf(argument)));
  };
  return [
    each("events", insert("events", eventColumns, "")),
    commands(schema, form),
    removals(schema, form),
    each(
      "prompts",
      `${insert("prompts", bodyColumns, orUpdate(["prompt_id"], BODY), "prompt_bodies")} ${documents("prompts")}`,
    ),
    each("versions", documents("versions")),
    // Seldom: one question for both
    `IF cardinality(deployments) + cardinality(slugs) > 0 THEN`,
    each("deployments", documents("deployments")),
    each("slugs", documents("slugs")),
    "END IF;",
  ].join("\n    ");
}

const eventColumns = ({ row, tenant, stream, base, before, time }: Parts): Columns => [
  ["position", `${before} + ${row}.number`],
  ["version", `${base} + ${row}.number`],
  ["schema_version", `${row}.schema_version`],
  ["recorded_at", time],
  ["occurred_at", `${row}.occurred_at`],
  ["tenant", tenant],
  ["stream", stream],
  ["id", `${row}.id`],
  ["type", `${row}.type`],
  ["data", `${row}.data`],
  ["metadata", `${row}.metadata`],
];

// Every id was looked up before, so that an insertion needs not look again.
function commands(schema: string, form: Form): string {
  const insertion = `INSERT INTO ${schema}.commands (position, recorded_at, tenant, id, fingerprint, result, streams, versions)`;
  return form === "one"
    ? `IF one_command.id IS NOT NULL THEN
      IF known IS NOT NULL THEN
        DELETE FROM ${schema}.commands x WHERE x.tenant = one_tenant AND x.id = one_command.id;
      END IF;
      ${insertion}
      VALUES (head_before + one_part.count, moment, one_tenant, one_command.id, one_command.fingerprint, one_command.result,
        one_command.streams, actual + one_part.count);
    END IF;`
    : `IF is_known THEN
      DELETE FROM ${schema}.commands x USING unnest(commands) WITH ORDINALITY AS c (owner, id, fingerprint, result, streams, append)
      WHERE outcomes[c.append] = 0 AND x.tenant = tenants[c.owner] AND x.id = c.id;
    END IF;
    ${insertion}
    SELECT heads[c.append], moments[c.append], tenants[c.owner], c.id, c.fingerprint, c.result, c.streams, answers[c.append]
    FROM unnest(commands) WITH ORDINALITY AS c (owner, id, fingerprint, result, streams, append)
    WHERE outcomes[c.append] = 0 AND c.id IS NOT NULL;`;
}

/** What removals are compared by, in each of the tables. */
const REMOVED = {
  prompt_bodies: ["prompt", ["prompt_id"]],
  prompts: ["prompt", ["prompt_id"]],
  versions: ["version", ["prompt_id", "number"]],
  deployments: ["deployment", ["prompt_id", "environment"]],
  slugs: ["slug", ["slug"]],
} as const;

// Seldom, so one form will do.
function removals(schema: string, form: Form): string {
  const won = form === "one" ? "" : "bases[d.part] >= 0 AND ";
  const tenant = form === "one" ? "one_tenant" : "part_tenants[d.part]";
  const statements = Object.entries(REMOVED).map(
    ([table, [kind, key]]) => `DELETE FROM ${schema}.${table} x USING unnest(removals) AS d
      WHERE ${won}d.kind = '${kind}' AND x.tenant = ${tenant} AND ${key.map((name) => `x.${name} = d.${name}`).join(" AND ")};`,
  );
  return `IF cardinality(removals) > 0 THEN ${statements.join("\n      ")} END IF;`;
}

/** The columns of a prompt's body. */
const BODY = ["version", "written_at", "fold", "tenant", "prompt_id", "body"];

const bodyColumns = ({ row, tenant, time }: Parts): Columns =>
  BODY.map((name) => [name, name === "written_at" ? time : name === "tenant" ? tenant : `${row}.${name}`]);

/** The tables that documents are written to, each with its key beside the tenant, and what of its argument it does not have. */
const TABLES = {
  prompts: { key: ["prompt_id"], without: ["fold", "version", "body"] },
  versions: { key: ["prompt_id", "number"], without: ["environment"] },
  deployments: { key: ["prompt_id", "environment"], without: [] },
  slugs: { key: ["slug"], without: [] },
} as const satisfies {
  readonly [Table in AppendArgument]?: {
    readonly key: readonly string[];
    readonly without: readonly string[];
  };
};

/** Columns that may hold the time of the append. */
const TIMES = ["created_at", "updated_at", "latest_update", "current_updated_at", "last_event_at"];

function columnsOf(table: keyof typeof TABLES): readonly string[] {
  const type = APPEND_ARGUMENTS[table];
  const without: readonly string[] = ["part", ...TABLES[table].without];
  const names = APPEND_TYPES[type].map(([name]) => name).filter((name) => !without.includes(name));
  return ["tenant", ...(type === "version" ? ["written_at"] : []), ...names];
}

function documentColumns(table: keyof typeof TABLES, { row, tenant, time }: Parts): Columns {
  return columnsOf(table).map((name) => {
    const given = `${row}.${name}`;
    if (name === "tenant") return [name, tenant];
    if (name === "written_at") return [name, time];
    if (TIMES.includes(name)) return [name, `CASE WHEN ${given} = -1 THEN ${time} ELSE ${given} END`];
    // What folding does not change is not sent twice.
    return [name, name.endsWith("_folded") ? `coalesce(${given}, ${row}.${unfolded(table, name)})` : given];
  });
}

function unfolded(table: string, name: string): string {
  return table === "prompts" && name === "id_folded" ? "prompt_id" : name.replace(/_folded$/u, "");
}

/** Takes the place of the row that has the same key. */
function orUpdate(key: readonly string[], columns: readonly string[]): string {
  const changed = columns.filter((name) => name !== "tenant" && !key.includes(name));
  const set = changed.map((name) => `${name} = EXCLUDED.${name}`).join(", ");
  return `ON CONFLICT (tenant, ${key.join(", ")}) DO UPDATE SET ${set}`;
}
