import type { EventStore } from "@promptledger/core";
import type { Peer } from "../peer.ts";
import type { Side } from "./side.ts";

/** Where events are kept while they are counted. */
export type Storage = "memory" | "PostgreSQL" | "Redis";

/** What a scenario runs on: one side, a store of it, and a ledger on that store. They are kept as long as the side's process lives. */
export interface Stage {
  readonly side: Side;
  readonly store: EventStore;
  readonly peer: Peer;
}

/** One call of a round. */
export type Call = (index: number) => Promise<unknown>;

/** Makes what a round needs, and answers its calls. */
export type PrepareRound = (round: number) => Promise<Call>;

/** A thing to measure on both sides: how many units of work a call of it does, at how many callers. */
export interface Scenario {
  /** Begins with its storage. */
  readonly title: string;
  readonly storage: Storage;
  readonly unit: string;
  readonly callers: number;
  /** Of a round; a multiple of the turns that it is divided into. */
  readonly calls: number;
  /** How many units one call counts as. */
  readonly weight: number;
  /** Makes what all rounds share. Only the calls are timed. */
  prepare(stage: Stage): Promise<PrepareRound>;
}
