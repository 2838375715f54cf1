import type { ChannelSubscription, Signal } from "@promptledger/core/adapter";
import type { PostgresPool } from "kysely";

/** A row, in the order of the statement's columns. Numbers may come as strings: {@link numberOf} reads both. */
export type Row = readonly unknown[];

/** Runs one statement and answers its rows. */
export type Query = (
  text: string,
  values?: readonly unknown[],
  /** Whether the statement comes often, so that the server may keep it prepared. Default: false. */
  often?: boolean,
  /** Ends the statement when it aborts, where the driver can. */
  signal?: Signal,
) => Promise<readonly Row[]>;

/** A way to the database on which a signal ends every statement. */
export function queryUntil(query: Query, signal: Signal | undefined): Query {
  if (signal === undefined) return query;
  return (text, values, often) => query(text, values, often, signal);
}

/** One connection, on loan until it is released. */
export interface Session {
  readonly query: Query;
  /** Runs statements that have no values and whose rows nobody wants, one after the other. */
  script(text: string): Promise<void>;
  /** Gives the connection back; one that is broken, or may be in the middle of something, goes to nobody else. */
  release(isBroken?: boolean): void;
}

/**
 * What the store needs of PostgreSQL, whether it is a server behind a pool or PGlite in the process. What it throws is the driver's
 * own, but for {@link NotConnected}.
 */
export interface Database {
  /** Runs one statement on any connection, in a transaction of its own. */
  readonly query: Query;
  /** Borrows a connection. */
  connect(): Promise<Session>;
  /** The same connections in the form in which Kysely takes them. */
  readonly pool: PostgresPool;
  /** How many connections there may be at once. */
  readonly connections: number;
  /** Whether the database keeps what it acknowledged when the machine dies; PGlite does not say that it does. */
  readonly durable: boolean;
  /** Listens to a channel on a connection of its own; `onLost` is called once when it is lost. Null where listening is impossible. */
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onLost: () => void,
  ): Promise<ChannelSubscription | null>;
}

/** No connection could be had: nothing was sent. */
export class NotConnected extends Error {
  constructor(cause: unknown) {
    super("no connection to the database", { cause });
    this.name = "NotConnected";
  }
}

/** A column's number, however the driver gives it. */
export function numberOf(value: unknown): number {
  return Number(value);
}

/** A column's number, or null. */
export function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value);
}
