import type { Cursor } from "@promptledger/core/adapter";
import { START } from "@promptledger/core/adapter";
import type { RawBuilder } from "kysely";
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from "kysely";
import type { Row } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";

/** A statement, or a part of one; values within it become parameters. */
export type Statement = RawBuilder<unknown>;

/** A statement as it is sent. */
export interface CompiledStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

// Compiles and never connects.
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The text of a statement, and its values as numbered parameters. */
export function compileStatement(statement: Statement): CompiledStatement {
  const { sql: text, parameters: values } = statement.compile(compiler);
  return { text, values };
}

/** A table of the schema, whose name is quoted. */
export function tableOf(schema: string, name: string): Statement {
  return sql.raw(`${schema}.${name}`);
}

/** The last event of a tenant, as `position` and `id`; no row if there is none. */
export function headOf(schema: string, tenant: string): Statement {
  return sql`SELECT e.position, e.id FROM ${tableOf(schema, "events")} e WHERE e.tenant = ${tenant} ORDER BY e.position DESC LIMIT 1`;
}

/** The cursor of the columns `position` and `id`. */
export function cursorOf([position, id]: Row): Cursor {
  return position === null ? START : { position: numberOf(position), eventId: String(id) };
}

/** How many rows a page leaves out before it begins. As a text, so that every driver takes it. */
export function offsetOf({ number, size }: { readonly number: number; readonly size: number }): string {
  return String(BigInt(number - 1) * BigInt(size));
}

/** Whether the database can hold a text; nothing is ever found by another one. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes("\u0000");
}
