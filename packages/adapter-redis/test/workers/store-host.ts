// A process that keeps stores, each with a client of its own.
import { serveStores } from "@promptledger/test-servers/worker";
import { openStore } from "../open-store.ts";

/** What a store is opened with. */
export interface HostedStoreOptions {
  readonly url: string;
  readonly prefix: string;
  /** The name of its connections. */
  readonly connectionName: string;
  readonly keepCommandsForDays?: number;
}

serveStores(({ url, ...options }: HostedStoreOptions, clock) =>
  openStore(url, { ...options, ...(clock && { clock }) }),
);
