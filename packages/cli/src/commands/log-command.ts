import type { LedgerEvent, TenantLedger } from "@promptledger/core";
import { describeEvent } from "@promptledger/core";
import { wholeHistory } from "../storage/whole-history.ts";
import type { LedgerOptions } from "../storage/with-ledger.ts";
import { momentText, withIsoTimes } from "../terminal/moment-text.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer, colorsOf } from "../terminal/terminal.ts";
import { withImported, withPrompt } from "./find-prompt.ts";

/** `promptledger log [prompt]`: a prompt's history, oldest first, even if the prompt is deleted; without a prompt, the tenant's. */
export async function logCommand(
  name: string | undefined,
  options: LedgerOptions,
  terminal: Terminal,
): Promise<void> {
  if (name === undefined) {
    await withImported(options, terminal, ({ tenantLedger }) => printLog(tenantLedger, options, terminal));
    return;
  }
  await withPrompt(name, options, terminal, async ({ prompt }, { history }) => {
    const events = await wholeHistory(history, prompt);
    answer(terminal, options.json, events.map(eventDocument), () =>
      events.map((event) => eventLine(event, null, terminal)),
    );
  });
}

/**
 * Prints the log of the tenant while it is read, because it may be long. The text leaves out that slugs are claimed and released: the events of
 * their prompts say it.
 */
async function printLog(
  { history }: TenantLedger,
  { json }: LedgerOptions,
  { out, ...others }: Terminal,
): Promise<void> {
  const terminal = { out, ...others };
  const slugs = new Map<string, string>();
  let printed = 0;
  for await (const event of history.log()) {
    if ("slug" in event.data && event.data.slug !== undefined) slugs.set(event.stream, event.data.slug);
    if (json) {
      const document = JSON.stringify(eventDocument(event), null, 2).replaceAll("\n", "\n  ");
      out.write(`${printed === 0 ? "[" : ","}\n  ${document}`);
    } else if (!event.stream.startsWith("slug-")) {
      out.write(`${eventLine(event, slugs.get(event.stream) ?? null, terminal)}\n`);
    } else continue;
    printed += 1;
  }
  if (json) out.write(printed === 0 ? "[]\n" : "\n]\n");
  else if (printed === 0) out.write("no events yet\n");
}

/** An event on one line, with the slug of its prompt if there is one. */
function eventLine(event: LedgerEvent, slug: string | null, terminal: Terminal): string {
  const { dim, cyan, bold } = colorsOf(terminal.out, terminal.environment);
  const reason = event.reason === null ? "" : ` (${event.reason})`;
  const text = printable(`${describeEvent(event).phrase}${reason}`);
  const prompt = slug === null ? "" : `${bold(printable(slug))}  `;
  return `${dim(momentText(event.at))}  ${cyan(printable(event.actor))}  ${prompt}${text}`;
}

function eventDocument({ stream: _stream, metadata: _metadata, ...event }: LedgerEvent): object {
  return withIsoTimes(event);
}
