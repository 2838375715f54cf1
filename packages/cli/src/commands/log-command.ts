import type { LedgerEvent } from "@promptledger/core";
import type { LedgerOptions } from "../storage/with-ledger.ts";
import { momentText, withIsoTimes } from "../terminal/moment-text.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer, colorsOf } from "../terminal/terminal.ts";
import { describeEvent } from "./describe-event.ts";
import { withPrompt } from "./find-prompt.ts";

/** `promptledger log <prompt>`: a prompt's history, oldest first, even if the prompt is deleted. */
export async function logCommand(name: string, options: LedgerOptions, terminal: Terminal): Promise<void> {
  await withPrompt(name, options, terminal, async ({ prompt }, { history }) => {
    const events = await history.of(prompt);
    answer(terminal, options.json, events.map(eventDocument), () => logLines(events, terminal));
  });
}

function logLines(events: readonly LedgerEvent[], terminal: Terminal): readonly string[] {
  const { dim, cyan } = colorsOf(terminal.out, terminal.environment);
  return events.map((event) => {
    const reason = event.reason === null ? "" : ` (${event.reason})`;
    const text = printable(`${describeEvent(event)}${reason}`);
    return `${dim(momentText(event.at))}  ${cyan(printable(event.actor))}  ${text}`;
  });
}

function eventDocument({ stream: _stream, metadata: _metadata, ...event }: LedgerEvent): object {
  return withIsoTimes(event);
}
