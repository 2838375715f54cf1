import type { AppendBatch, AppendResult } from "@promptledger/core/adapter";

/** What a writer has to tell of one append. */
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

/** Who writes what: each writer one append after the other, to a stream of its own and now and then to a shared one. */
export interface WriteArgument {
  readonly tenant: string;
  /** Begins the names of this process's streams and commands. */
  readonly name: string;
  readonly writers: number;
  /** How many appends of each writer; null until it is stopped. */
  readonly appends: number | null;
}

/** An event as a follower has seen it. */
export interface SeenEvent {
  readonly position: number;
  readonly id: string;
}

/** What a follower tells: an event that it has seen, or that it begins anew, for the history that it saw is gone. */
export type FollowerNote =
  | { readonly type: "seen"; readonly event: SeenEvent }
  | { readonly type: "diverged" };

/** What a worker can be told to do: what it is given, what it tells on the way, and what it answers. */
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
