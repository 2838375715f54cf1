import { isSame } from "../contract/violation.ts";
import type { Anomaly, AnomalyKind, PositionWindow } from "./anomaly.ts";
import { applied } from "./check-appends.ts";
import type { Outcome } from "./operation.ts";
import type { RealTime } from "./real-time.ts";
import type { SentCommand, WriteOperation } from "./sent-command.ts";
import { hasUnknownOutcome, saysNothingDone } from "./sent-command.ts";
import type { TenantLog } from "./tenant-log.ts";

type Written = Extract<Outcome, { readonly status: "written" }>;

/** What {@link checkWrite} needs to know. */
export interface WriteScene {
  readonly log: TenantLog;
  readonly command: SentCommand;
  readonly time: RealTime;
  /** Whether the storage may have lost the state that refused the write. */
  readonly mayBeLost: boolean;
  readonly found: (anomaly: Anomaly) => void;
}

/**
 * Checks how one write was answered. An acknowledged one has its events in the log, or changed nothing in a state of its window; a refused one
 * has none, and a state of its window refuses it.
 */
export function checkWrite(operation: WriteOperation, scene: WriteScene): void {
  const { log, command, time } = scene;
  const { start, end, outcome } = operation;
  const window = time.windowOf(start, end);
  const append = log.byCommand.get(command.id)?.[0];
  const found = (kind: AnomalyKind, message: string, values: Partial<Anomaly> = {}): void => {
    const position = append?.first ?? window.to;
    scene.found({ kind, tenant: log.tenant, position, message, operation, window, ...values });
  };
  if (append !== undefined && operation === command.operations[0] && append.first <= window.from)
    found("out-of-order", `the log had reached ${window.from} before the command was sent`);
  if (outcome?.status === "written") {
    checkRepeated(operation, outcome, command, found);
    checkAcknowledged(operation, outcome, scene, window, found);
    if (end !== null) time.known(end, outcome.receipt.position);
  } else if (outcome?.status === "refused") {
    if (append !== undefined && command.operations.every((one) => isRefused(one)))
      found("refused-but-written", `it was refused with ${outcome.code}`);
    else if (!scene.mayBeLost) checkRefusal(operation, outcome.code, scene, window, found);
  }
}

function isRefused(operation: WriteOperation): boolean {
  return operation.outcome?.status === "refused" && !hasUnknownOutcome(operation);
}

type Found = (kind: AnomalyKind, message: string, values?: Partial<Anomaly>) => void;

/** An answer is the first one unless another operation may have had its command applied before. */
function checkRepeated(
  operation: WriteOperation,
  { receipt }: Written,
  { operations }: SentCommand,
  found: Found,
): void {
  const others = operations.filter((one) => one !== operation);
  const mayBeDone = others.some((one) => one.start < (operation.end ?? 0) && !isRefused(one));
  const isDone = others.some((one) => one.outcome?.status === "written" && (one.end ?? 0) < operation.start);
  const expected = (receipt.repeated && mayBeDone) || (!receipt.repeated && !isDone);
  if (!expected)
    found("wrongly-repeated", `the command was ${isDone ? "" : "not "}done before`, {
      actual: receipt,
    });
}

function checkAcknowledged(
  operation: WriteOperation,
  { receipt, answers }: Written,
  { log, command }: WriteScene,
  window: PositionWindow,
  found: Found,
): void {
  const append = log.byCommand.get(command.id)?.[0];
  if (append === undefined && receipt.changed) {
    found("lost-write", "it was acknowledged and is not in the log", { actual: receipt });
    return;
  }
  const position = append?.last ?? receipt.position;
  const receiptExpected = { ...receipt, changed: append !== undefined, position };
  if (!isSame(receipt, receiptExpected)) {
    found("wrong-receipt", "the log says something else", {
      actual: receipt,
      expected: receiptExpected,
    });
    return;
  }
  const count = log.countAt(position);
  if (append === undefined) {
    // A repetition is answered with the state in which its command was first done.
    const isFirst = command.operations[0] === operation;
    if ((isFirst && position < window.from) || position > window.to || log.headAfter(count) !== position) {
      found("wrong-receipt", "its position is not a head of its window", { actual: receipt });
      return;
    }
  }
  const before = log.stateAfter(append === undefined ? count : count - 1);
  const expected = applied(before, operation, append ?? null);
  const isDone = expected.status === "done" && (append !== undefined || expected.events.length === 0);
  if (isDone && isSame(answers, expected.answers)) checkFirstAnswer(operation, receipt, command, found);
  else
    found("wrong-answer", "the document after the command is another one", {
      actual: answers,
      expected: expected.status === "done" ? expected.answers : expected,
    });
}

/** All acknowledgements of a command that changed nothing name the moment at which it was done. */
function checkFirstAnswer(
  operation: WriteOperation,
  receipt: Written["receipt"],
  { operations }: SentCommand,
  found: Found,
): void {
  const first = operations.find(({ outcome }) => outcome?.status === "written");
  if (first === undefined || first === operation || first.outcome?.status !== "written") return;
  const { position } = first.outcome.receipt;
  if (position !== receipt.position)
    found("wrong-receipt", "another acknowledgement of the command names another position", {
      actual: receipt.position,
      expected: position,
    });
}

function checkRefusal(
  operation: WriteOperation,
  code: string,
  { log, command }: WriteScene,
  { from, to }: PositionWindow,
  found: Found,
): void {
  if (code === "outcome-unknown" || saysNothingDone(code)) return;
  const done = command.operations.find(
    (one) => one.outcome?.status === "written" && (one.end ?? 0) < operation.start,
  );
  if (done !== undefined) {
    found("wrong-refusal", "the command had been acknowledged before", { actual: code });
    return;
  }
  const expected = new Set<string>();
  for (let count = log.countAt(from); count <= log.countAt(to); count += 1) {
    const outcome = applied(log.stateAfter(count), operation, null);
    if (outcome.status === "rejected" && outcome.code === code) return;
    expected.add(outcome.status === "rejected" ? outcome.code : outcome.status);
  }
  found("wrong-refusal", "no state in its window refuses it so", { actual: code, expected: [...expected] });
}
