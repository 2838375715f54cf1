import type { LedgerEvent } from "@promptledger/core";
import { describeEvent } from "./describe-event.ts";
import { findPrompt } from "./find-prompt.ts";
import { momentText, withIsoTimes } from "./moment-text.ts";
import type { LedgerOptions } from "./open-ledger.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { answer, colorsOf } from "./terminal.ts";
import { withLedger } from "./with-ledger.ts";

/** `promptledger log <prompt>`: a prompt's history, oldest first, also that of a deleted one. */
export async function logCommand(name: string, options: LedgerOptions, terminal: Terminal): Promise<void> {
  const events = await withLedger(options, terminal, async (opened) => {
    const { prompt } = await findPrompt(opened, name, options, terminal);
    return opened.tenantLedger.history.of(prompt);
  });
  answer(terminal, options.json, events.map(eventDocument), () => logLines(events, terminal));
}

function logLines(events: readonly LedgerEvent[], terminal: Terminal): readonly string[] {
  const { dim, cyan } = colorsOf(terminal.out, terminal.environment);
  return events.map((event) => {
    const why = event.reason === null ? "" : ` (${event.reason})`;
    const what = printable(`${describeEvent(event)}${why}`);
    return `${dim(momentText(event.at))}  ${cyan(printable(event.actor))}  ${what}`;
  });
}

function eventDocument(event: LedgerEvent): object {
  const { id, position, version, type, at, actor, reason, commandId, recordedAt, occurredAt, data } = event;
  return withIsoTimes({
    id,
    position,
    version,
    type,
    at,
    actor,
    reason,
    commandId,
    recordedAt,
    occurredAt,
    data,
  });
}
