import type { AppendBatch, AppendResult } from "@promptledger/core/adapter";

/** What a writer reports about one append. */
export type WriterNote =
  | { readonly type: "acknowledged"; readonly acknowledgement: Acknowledgement }
  | { readonly type: "in-doubt"; readonly command: string }
  | { readonly type: "resolved"; readonly command: string; readonly committed: boolean };

/** An append that the store has answered. */
export interface Acknowledgement {
  readonly command: string;
  /** The position of its last event. */
  readonly position: number;
  readonly versions: readonly { readonly stream: string; readonly version: number }[];
}

/** How to write: each writer appends to its own stream, and now and then to a shared one. */
export interface WriteArgument {
  readonly tenant: string;
  /** The prefix for the names of this process's streams and commands. */
  readonly name: string;
  readonly writers: number;
  /** How many appends each writer makes; null for no limit. */
  readonly appends: number | null;
}

/** An event as a follower has seen it. */
export interface SeenEvent {
  readonly position: number;
  readonly id: string;
}

/** What a follower reports: an event that it has seen, or that it starts again because the history has diverged. */
export type FollowerNote =
  | { readonly type: "seen"; readonly event: SeenEvent }
  | { readonly type: "diverged" };

/** The jobs of a worker: the argument, what it reports meanwhile, and the result. */
export interface Jobs {
  append: { argument: AppendBatch; note: never; value: AppendResult };
  write: { argument: WriteArgument; note: WriterNote; value: null };
  follow: {
    argument: { readonly tenant: string };
    note: FollowerNote;
    value: { readonly interruptions: number };
  };
  createVersions: {
    argument: { readonly tenant: string; readonly prompt: string; readonly count: number };
    note: never;
    value: readonly number[];
  };
}

/** From the test to the worker: start a job, or end one. */
export type ToWorker =
  | { readonly call: number; readonly job: keyof Jobs; readonly argument: unknown }
  | { readonly stop: number };

/** From the worker to the test. */
export type FromWorker =
  | { readonly call: number; readonly note: unknown }
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly error: string };
