import type { AppendBatch } from "@promptledger/core/adapter";
import type { QueryFor } from "../query/tenant-query.ts";

/** An append on its way; without an id its command leaves nothing behind, as a rebuild wants it. */
export type Append = Omit<AppendBatch, "command"> & { readonly command: AppendBatch["command"] | null };

/** Where appends go, and at which time. */
export interface AppendTarget {
  /** By the tenant of the first append: where it makes a difference, a call holds those of one tenant. */
  readonly queryFor: QueryFor;
  /** The schema's name, quoted. */
  readonly schema: string;
  /** The time of the clock that the store was given. Null for the time of the server. */
  readonly now: () => number | null;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
  /** Whether the server may lose what it acknowledged. */
  readonly allowVolatile: boolean;
  /** How long to wait for a tenant's lock, in milliseconds. */
  readonly patience: number;
  /** When the host's transaction began that the call is part of, in microseconds; the call then notifies other processes itself. Null outside. */
  readonly begun: number | null;
}
