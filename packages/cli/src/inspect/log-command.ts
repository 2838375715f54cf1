import type { LedgerEvent, SearchOptions, TenantLedger } from "@promptledger/core";
import { describeEvent, toCsv } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { withImported, withPrompt } from "../commands/find-prompt.ts";
import { momentText, withIsoTimes } from "../terminal/moment-text.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { colorsOf } from "../terminal/terminal.ts";
import type { SlugOf } from "./slugs-of-prompts.ts";
import { slugsOfPrompts } from "./slugs-of-prompts.ts";

/** Options of `promptledger log`. */
export interface LogOptions extends LedgerOptions {
  /** When it happened: times, or dates. */
  readonly since?: string;
  readonly until?: string;
  readonly author?: readonly string[];
  readonly type?: readonly string[];
  readonly environment?: string;
  readonly text?: string;
  readonly reverse: boolean;
  readonly oneline: boolean;
  readonly csv: boolean;
}

/** The columns of `--csv`. */
const COLUMNS = [
  "position",
  "at",
  "actor",
  "actorKind",
  "prompt",
  "type",
  "what",
  "reason",
  "correlationId",
  "metadata",
] as const;

/**
 * `promptledger log [prompt]`: a prompt's history, oldest first, even if the prompt is deleted; without a prompt, the tenant's, with access and
 * integrations. It is printed while it is read, because it may be long.
 */
export async function logCommand(
  name: string | undefined,
  options: LogOptions,
  terminal: Terminal,
): Promise<void> {
  if (name === undefined)
    await withImported(options, terminal, ({ tenantLedger }) =>
      printLog(tenantLedger, searchOf(options), options, terminal),
    );
  else
    await withPrompt(name, options, terminal, ({ prompt }, ledger) =>
      printLog(ledger, { ...searchOf(options), prompt }, options, terminal),
    );
}

function searchOf(options: LogOptions): SearchOptions {
  const { since, until, author, type, environment, text, reverse } = options;
  return {
    order: reverse ? "newest" : "oldest",
    // The order of the log, unless times are asked for: an import recorded late what happened early.
    recorded: since === undefined && until === undefined,
    ...(since !== undefined && { from: since }),
    ...(until !== undefined && { to: until }),
    ...(author !== undefined && { actor: author }),
    // The ledger checks the names, and says which there are.
    ...(type !== undefined && { types: type as NonNullable<SearchOptions["types"]> }),
    ...(environment !== undefined && { environment }),
    ...(text !== undefined && { text }),
  };
}

/** The text leaves out that slugs are claimed and released: the events of their prompts say it. */
async function printLog(
  { history, prompts }: TenantLedger,
  search: SearchOptions,
  { json, csv, oneline }: LogOptions,
  { out, ...others }: Terminal,
): Promise<void> {
  const events = history.searchAll(search);
  const slugOf = slugsOfPrompts(prompts);
  const isOfTenant = search.prompt === undefined;
  if (csv) {
    const rows = rowsOf(events, slugOf);
    for await (const text of toCsv(rows, { columns: COLUMNS, times: ["at"] })) out.write(text);
    return;
  }
  let printed = 0;
  for await (const event of events) {
    if (json) {
      const document = JSON.stringify(eventDocument(event), null, 2).replaceAll("\n", "\n  ");
      out.write(`${printed === 0 ? "[" : ","}\n  ${document}`);
    } else if (!event.stream.startsWith("slug-")) {
      const slug = isOfTenant ? await slugOf(event) : null;
      const line = oneline ? shortLine : eventLine;
      out.write(`${line(event, slug, { out, ...others })}\n`);
    } else continue;
    printed += 1;
  }
  if (json) out.write(printed === 0 ? "[]\n" : "\n]\n");
  else if (printed === 0) out.write("no events\n");
}

async function* rowsOf(events: AsyncIterable<LedgerEvent>, slugOf: SlugOf): AsyncGenerator<object> {
  for await (const event of events) {
    const { position, at, actor, actorKind, type, reason } = event;
    const { correlationId = null, metadata = null } = event.metadata;
    const prompt = await slugOf(event);
    const what = describeEvent(event).phrase;
    yield { position, at, actor, actorKind, prompt, type, what, reason, correlationId, metadata };
  }
}

/** An event on one line, with the slug of its prompt if there is one. */
function eventLine(event: LedgerEvent, slug: string | null, terminal: Terminal): string {
  const { dim, cyan } = colorsOf(terminal.out, terminal.environment);
  const reason = event.reason === null ? "" : ` (${printable(event.reason)})`;
  return `${dim(momentText(event.at))}  ${cyan(printable(event.actor))}  ${what(event, slug, terminal)}${reason}`;
}

/** An event on one short line: its position, and what it did. */
function shortLine(event: LedgerEvent, slug: string | null, terminal: Terminal): string {
  const { cyan } = colorsOf(terminal.out, terminal.environment);
  return `${cyan(String(event.position))} ${what(event, slug, terminal)}`;
}

function what(event: LedgerEvent, slug: string | null, terminal: Terminal): string {
  const { bold } = colorsOf(terminal.out, terminal.environment);
  const prompt = slug === null ? "" : `${bold(printable(slug))}  `;
  return `${prompt}${printable(describeEvent(event).phrase)}`;
}

/** An event with what its write gave for tracing and of the host's own. JSON omits what it did not give. */
function eventDocument({ stream: _stream, metadata: given, ...event }: LedgerEvent): object {
  const { correlationId, causationId, traceparent, metadata } = given;
  return { ...withIsoTimes(event), correlationId, causationId, traceparent, metadata };
}
