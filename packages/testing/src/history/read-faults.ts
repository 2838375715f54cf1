import type { Fault } from "./faults.ts";
import { commandOf, ended, first, logOf, TENANT, withOperation } from "./faults.ts";
import type { History, Operation, Outcome, Read } from "./operation.ts";

type Answered = Operation & { readonly outcome: Extract<Outcome, { readonly status: "read" }> };

/** Faults of answers to reads. */
export const READ_FAULTS: readonly Fault[] = [
  {
    name: "a read answers what was true before a write that was acknowledged",
    kind: "stale-read",
    seed: (history) => exchanged(history, (early, late) => ({ ...late, outcome: early.outcome })),
  },
  {
    name: "a read answers what was only written after it had ended",
    kind: "future-read",
    seed: (history) => exchanged(history, (early, late) => ({ ...early, outcome: late.outcome })),
  },
  {
    name: "a read of the log ends before an acknowledged event",
    kind: "stale-read",
    seed: (history) =>
      first(readsOf(history, "log"), (one) => {
        const events = one.outcome.answer as readonly unknown[];
        const outcome = { status: "read", answer: events.slice(0, 1) } as const;
        return events.length > 3 ? withOperation(history, { ...one, outcome }) : undefined;
      }),
  },
  {
    name: "a read answers with another tenant's prompt",
    kind: "foreign-read",
    seed: (history) =>
      first(readsOf(history, "prompt"), (one) => {
        const others = history.operations.filter(
          ({ tenant, outcome }) => tenant !== TENANT && outcome?.status === "read",
        );
        const other = others.find(
          ({ asked, writer }) =>
            isSameRead(asked, one.asked) && writer.environment === one.writer.environment,
        );
        return other && withOperation(history, { ...one, outcome: other.outcome });
      }),
  },
  {
    name: "a list lacks a living prompt",
    kind: "wrong-read",
    seed: (history) => withList(history, ({ items, ...rest }) => ({ ...rest, items: items.slice(1) })),
  },
  {
    name: "a list holds a prompt twice",
    kind: "wrong-read",
    seed: (history) =>
      withList(history, ({ items, ...rest }) => ({ ...rest, items: [...items, ...items.slice(0, 1)] })),
  },
  {
    name: "a list is of a moment in the middle of a write",
    kind: "wrong-read",
    seed(history) {
      const { appends } = logOf(history);
      const middle = first(appends.slice(20), ({ first: start, last }) => (last > start ? start : undefined));
      return withList(history, (list) => ({ ...list, position: middle }));
    },
  },
  {
    name: "a read does not find a prompt that is there",
    kind: "stale-read",
    seed(history) {
      const [operation] = readsOf(history, "prompt").slice(-1);
      const outcome = { status: "refused", code: "prompt-not-found" } as const;
      return withOperation(history, { ...(operation as Answered), outcome });
    },
  },
];

interface List {
  readonly position: number;
  readonly items: readonly unknown[];
}

function withList(history: History, change: (list: List) => List): History {
  const [operation] = readsOf(history, "prompts").slice(-1) as [Answered];
  const answer = change(operation.outcome.answer as List);
  return withOperation(history, { ...operation, outcome: { status: "read", answer } });
}

function readsOf(history: History, what: Read["what"]): readonly Answered[] {
  return ended(history, "read").filter(({ asked }) => asked.type === "read" && asked.read.what === what);
}

function isSameRead(one: Operation["asked"], other: Operation["asked"]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Changes one of two reads of the same prompt: what the later one saw was only sent after the earlier one had ended, and what followed the
 * earlier one's state was acknowledged before the later one began.
 */
function exchanged(history: History, change: (early: Answered, late: Answered) => Operation): History {
  const reads = readsOf(history, "prompt");
  const writes = new Map(ended(history, "written").map((one) => [commandOf(one), one]));
  const log = logOf(history);
  const writeOf = (read: Answered, after: number): Operation | undefined => {
    const { id, revision } = read.outcome.answer as { readonly id: string; readonly revision: number };
    return writes.get(log.eventsOf(`prompt-${id}`)[revision - 1 + after]?.commandId ?? "");
  };
  return first(reads, (early) => {
    const late = reads.find(
      (one) =>
        isSameRead(early.asked, one.asked) &&
        early.writer.environment === one.writer.environment &&
        (writeOf(one, 0)?.start ?? 0) > (early.end ?? 0) &&
        (writeOf(early, 1)?.end ?? Number.POSITIVE_INFINITY) < one.start,
    );
    return late && withOperation(history, change(early, late));
  });
}
