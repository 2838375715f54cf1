import type { Signal } from "../ports/clock.ts";
import type { Cursor } from "./cursor.ts";

/** Which range of a tenant's log to read. */
export interface LogRange {
  /** Reads the events after this one. A cursor is checked (`history-diverged`), a bare position is not. */
  readonly after: Cursor | number;
  /** The last position to read. Default: the head at the start of the read. */
  readonly until?: number;
  /** The highest number of events to read. */
  readonly limit?: number;
}

/** Which of the tenants with events to list. */
export interface TenantRange {
  /** Lists the names that come after this one. Default: all. */
  readonly after?: string;
  /** The highest number of tenants to list. */
  readonly limit?: number;
}

/** A tenant that has events. */
export interface TenantHead {
  /** The name of the tenant. */
  readonly tenant: string;
  /** The last event of its log. */
  readonly head: Cursor;
}

/** How to follow which tenants have new events, and what ends it. */
export interface FollowTenantsRequest {
  /** Ends the iteration without an error. */
  readonly signal?: Signal;
  /**
   * How often all tenants are listed, to find what no notification was received for, in milliseconds. Default: 1,000.
   */
  readonly poll?: number;
}

/** Where a follower starts, and what ends it. */
export interface FollowRequest {
  /** Follows the events after this one. A cursor is checked (`history-diverged`), a bare position is not. */
  readonly after: Cursor | number;
  /** Ends the iteration without an error. */
  readonly signal?: Signal;
}
