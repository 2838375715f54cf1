import { groupBy } from "./group-by.ts";
import type { Asked, Operation } from "./operation.ts";

/** An operation that writes. */
export type WriteOperation = Operation & { readonly asked: Extract<Asked, { readonly type: "write" }> };

/** A command with every operation that sent it: the first one and its repetitions. */
export interface SentCommand {
  readonly id: string;
  /** When it was first sent. */
  readonly start: number;
  /** In the order of their start. */
  readonly operations: readonly WriteOperation[];
}

// What says that nothing was written, without a reason in the tenant's state.
const NOTHING_DONE: readonly string[] = ["unavailable", "busy", "overloaded", "store-closed"];

/** Whether an error says that the storage did nothing, and not why. */
export function saysNothingDone(code: string): boolean {
  return NOTHING_DONE.includes(code);
}

/** Whether an operation ended without an answer, so that its command may have been applied or not. */
export function hasUnknownOutcome({ outcome }: Operation): boolean {
  return outcome === null || (outcome.status === "refused" && outcome.code === "outcome-unknown");
}

/** The commands that operations have sent, by their ids. */
export function sentCommands(operations: readonly Operation[]): ReadonlyMap<string, SentCommand> {
  const writes = operations
    .filter((one): one is WriteOperation => one.asked.type === "write")
    .sort((one, other) => one.start - other.start);
  const groups = groupBy(writes, ({ asked }) => asked.options.commandId);
  return new Map([...groups].map(([id, ofId]) => [id, { id, start: ofId[0]?.start ?? 0, operations: ofId }]));
}
