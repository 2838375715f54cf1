/** A connection of a pool: what of pg's `PoolClient` is used. */
export interface PoolClient {
  query(statement: {
    /** The server keeps a statement that has a name prepared, on this connection. */
    name?: string;
    text: string;
    values?: unknown[];
    rowMode: "array";
  }): Promise<{ rows: unknown[][] }>;
  on(event: "notification", listener: (message: { payload?: string | undefined }) => void): unknown;
  on(event: "error" | "end", listener: () => void): unknown;
  release(error?: Error | boolean): void;
  /** `I` outside of a transaction; null before the connection is open. Older versions of pg do not have it. */
  getTransactionStatus?(): string | null;
  /** The server's process, as the server reported it when the connection was opened. */
  readonly processID?: number | null;
}

/** A pool of connections: pg's `Pool`. */
export interface Pool {
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
  on(event: "error", listener: () => void): unknown;
  on(event: "acquire", listener: (client: PoolClient) => void): unknown;
  /** Says how many calls the store may make at once. Without it, the store assumes 10 connections. */
  readonly options?: {
    /** The highest number of connections. */
    readonly max?: number | undefined;
  };
}
