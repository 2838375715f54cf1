import type { Signal, TimeLimit } from "@promptledger/core/adapter";
import { throwIfAborted, untilAborted, withinTime } from "@promptledger/core/adapter";
import { BinaryWriter } from "../binary/binary-writer.ts";
import { CompositeArray } from "../binary/composite-array.ts";
import { borrowFrom, isIdle } from "./borrow.ts";
import { canceller } from "./cancel.ts";
import type { Database } from "./database.ts";
import { NotConnected, numberOf } from "./database.ts";
import { isRefusal } from "./errors.ts";
import type { Pool, PoolClient } from "./pool.ts";

/** A server behind a pool of the host's, which stays the host's to close. */
export function poolDatabase(pool: Pool, limit: TimeLimit): Database {
  const borrow = borrowFrom(pool, limit);
  const cancel = canceller(borrow, limit);
  const oids = new Map<string, number>();
  const writer = new BinaryWriter();
  // What pg is given as a Buffer it sends in binary form.
  async function binary(client: PoolClient, array: CompositeArray): Promise<Buffer> {
    let oid = oids.get(array.type);
    if (oid === undefined) {
      const text = "SELECT $1::regtype::oid";
      const { rows } = await client.query({ text, values: [array.type], rowMode: "array" });
      oid = numberOf(rows[0]?.[0]);
      oids.set(array.type, oid);
    }
    return array.toBinary(writer, oid);
  }
  async function send(
    client: PoolClient,
    text: string,
    values: readonly unknown[],
    often: boolean,
  ): Promise<unknown[][]> {
    const name = often && (await keepsStatements(client)) ? { name: nameOf(text) } : {};
    const sent: unknown[] = [];
    for (const value of values)
      sent.push(value instanceof CompositeArray ? await binary(client, value) : value);
    const statement = { ...name, text, values: sent, rowMode: "array" } as const;
    const { rows } = await client.query(statement);
    return rows;
  }
  async function run(
    client: PoolClient,
    text: string,
    values: readonly unknown[],
    often: boolean,
    signal: Signal | undefined,
  ): Promise<unknown[][]> {
    const isDirect = signal !== undefined && (await withinTime(limit, keepsStatements(client)));
    try {
      return await untilAborted(signal, "reads", () => withinTime(limit, send(client, text, values, often)));
    } catch (error) {
      if (isDirect && signal.aborted) cancel(client, error);
      throw error;
    }
  }
  return {
    durable: true,
    connections: pool.options?.max ?? 10,
    pool: { connect: () => borrow() as never, end: async () => undefined },
    async query(text, values = [], often = false, signal) {
      throwIfAborted(signal);
      const client = await borrow();
      try {
        const rows = await run(client, text, values, often, signal);
        // Somebody gave the connection back with a BEGIN still on its way: nothing of this is committed.
        if (!isIdle(client))
          throw new NotConnected(new Error("the connection was given back inside a transaction"));
        client.release();
        return rows;
      } catch (error) {
        // A connection that failed in any other way than by a refused statement is not given to anybody else.
        client.release(isRefusal(error) ? undefined : true);
        throw error;
      }
    },
    async connect() {
      const client = await borrow();
      return {
        query: (text, values = [], often = false, signal) => run(client, text, values, often, signal),
        async script(text) {
          await withinTime(limit, client.query({ text, rowMode: "array" }));
        },
        release: (isBroken) => client.release(isBroken),
      };
    },
    async listen(channel, heard, lost) {
      const client = await borrow();
      // A pooler's connection would go on listening after this one is gone, and nobody would hear.
      if (!(await withinTime(limit, isDirect(client)).catch(() => false))) {
        client.release();
        return null;
      }
      let open = true;
      const end = (): void => {
        if (!open) return;
        open = false;
        client.release(true);
        lost();
      };
      client.on("error", end);
      client.on("end", end);
      client.on("notification", ({ payload }) => heard(payload ?? ""));
      try {
        await withinTime(limit, client.query({ text: `LISTEN "${channel}"`, rowMode: "array" }));
      } catch (error) {
        open = false;
        client.release(true);
        throw error;
      }
      return {
        async stop() {
          if (!open) return;
          open = false;
          client.release(true);
        },
      };
    },
  };
}

// Stores on one pool have its connections in common.
const keepers = new WeakMap<PoolClient, boolean>();

/** Finds out whether statements can be kept prepared on a connection. */
async function keepsStatements(client: PoolClient): Promise<boolean> {
  const known = keepers.get(client);
  if (known !== undefined) return known;
  const keeps = await isDirect(client);
  keepers.set(client, keeps);
  return keeps;
}

/**
 * Whether a connection leads straight to one server's process, which then keeps statements prepared. Behind a pooler that gives each
 * transaction another process, as PgBouncer does, the process is not the one that the connection was opened to.
 */
async function isDirect(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query({ text: "SELECT pg_backend_pid()", rowMode: "array" });
  return Number(rows[0]?.[0]) === client.processID;
}

const names = new Map<string, string>();

/** The name of a statement that is kept prepared: one for each text, on every connection of this process. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `promptledger_${names.size + 1}`;
  names.set(text, name);
  return name;
}
