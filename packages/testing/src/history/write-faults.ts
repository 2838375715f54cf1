import type { Fault } from "./faults.ts";
import { acknowledged, ended, first, withLog, withOperation, withReceipt } from "./faults.ts";
import type { History, Operation } from "./operation.ts";

/** Faults of answers to writes. */
export const WRITE_FAULTS: readonly Fault[] = [
  {
    name: "an acknowledged write is lost with all its events",
    kind: "lost-write",
    seed(history) {
      const { append } = acknowledged(history);
      return withLog(history, (events) => events.filter(({ commandId }) => commandId !== append.commandId));
    },
  },
  {
    name: "a write is acknowledged that was never done",
    kind: "lost-write",
    seed(history) {
      const { operation } = acknowledged(history);
      if (operation.asked.type !== "write") throw new Error("it writes");
      const asked = { ...operation.asked, options: { commandId: "never done" } };
      return { ...history, operations: [...history.operations, { ...operation, id: "never done", asked }] };
    },
  },
  {
    name: "the answer to a write has a wrong revision",
    kind: "wrong-answer",
    seed(history) {
      const { operation } = acknowledged(history);
      const { outcome } = operation;
      const [answer, ...more] = outcome.answers as readonly { readonly promptRevision?: number }[];
      const answers = [{ ...answer, revision: 1000 }, ...more];
      return withOperation(history, { ...operation, outcome: { ...outcome, answers } });
    },
  },
  {
    name: "a receipt has a wrong position",
    kind: "wrong-receipt",
    seed(history) {
      const { operation, append } = acknowledged(history);
      return withOperation(history, withReceipt(operation, { position: append.last + 1 }));
    },
  },
  {
    name: "a receipt says that nothing changed",
    kind: "wrong-receipt",
    seed: (history) =>
      withOperation(history, withReceipt(acknowledged(history).operation, { changed: false })),
  },
  {
    name: "a write is refused and done",
    kind: "refused-but-written",
    seed: (history) => refused(history, "revision-mismatch"),
  },
  {
    name: "a write is done although nothing is said to be written",
    kind: "refused-but-written",
    seed: (history) => refused(history, "unavailable"),
  },
  {
    name: "a write is refused without a reason",
    kind: "wrong-refusal",
    seed(history) {
      const operation = ended(history, "refused").find(({ asked }) => asked.type === "write") as Operation;
      return withOperation(history, {
        ...operation,
        outcome: { status: "refused", code: "numbers-exhausted" },
      });
    },
  },
  {
    name: "a first write is said to be a repeat",
    kind: "wrongly-repeated",
    seed: (history) =>
      withOperation(history, withReceipt(acknowledged(history).operation, { repeated: true })),
  },
  {
    name: "a repeat is not said to be one",
    kind: "wrongly-repeated",
    seed(history) {
      const operation = first(ended(history, "written"), (one) =>
        one.outcome.receipt.repeated ? one : undefined,
      );
      return withOperation(history, withReceipt(operation, { repeated: false }));
    },
  },
];

function refused(history: History, code: string): History {
  const { operation } = acknowledged(history);
  return withOperation(history, { ...operation, outcome: { status: "refused", code } });
}
