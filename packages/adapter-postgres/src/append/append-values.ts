import type { Document, Redaction, StreamAppend } from "@promptledger/core/adapter";
import { addressOf, addressText } from "@promptledger/core/adapter";
import { CompositeArray } from "../binary/composite-array.ts";
import { redactedText } from "../read/redacted.ts";
import type { DocumentTableName } from "../schema/document-tables.ts";
import { DOCUMENT_TABLES } from "../schema/document-tables.ts";
import type { ListName, ListRow } from "../schema/functions/append-lists.ts";
import { APPEND_LISTS, LIST_NAMES, listType } from "../schema/functions/append-lists.ts";
import type { Append, AppendTarget } from "./append-target.ts";

/** How many values `append_v1` takes. */
const VALUES = 6 + LIST_NAMES.length;

const PARAMETERS = Array.from({ length: VALUES }, (_, index) => `$${index + 1}`).join(", ");

/** The statement that calls `append_v1`. */
export function appendCall(schema: string): string {
  return `SELECT ${schema}.append_v1(${PARAMETERS})`;
}

/** The statement that calls `append_redacting_v1`, whose values are those of {@link appendCall} and the last one {@link redactionsText}. */
export function redactingCall(schema: string): string {
  return `SELECT ${schema}.append_redacting_v1(${PARAMETERS}, $${VALUES + 1}::text::json)`;
}

/** What `append_redacting_v1` takes as redactions. */
export function redactionsText(redactions: readonly Redaction[]): string {
  return JSON.stringify(
    redactions.map(({ position, version, stream, eventId: id, data, metadata, redacted }) => {
      return { position, version, stream, id, data, metadata, redacted: redactedText(redacted) };
    }),
  );
}

/** The values of {@link appendCall}. */
export function appendValues(target: AppendTarget, appends: readonly Append[]): readonly unknown[] {
  const tenants = [...new Set(appends.map(({ tenant }) => tenant))];
  const owners = new Map(tenants.map((tenant, index) => [tenant, index + 1]));
  const lists: Lists = {
    parts: [],
    events: [],
    commands: [],
    removals: [],
    prompts: [],
    prompt_bodies: [],
    versions: [],
    deployments: [],
    slugs: [],
  };
  appends.forEach(({ tenant, command, streams }, append) => {
    const owner = owners.get(tenant) ?? 0;
    const first = lists.parts.length + 1;
    const before = lists.events.length;
    for (const stream of streams) {
      const part = lists.parts.length + 1;
      lists.parts.push({ part, owner, append, command: command?.id, stream });
      addRows(lists, part, stream);
    }
    if (command === null) return;
    const events = lists.events.length - before;
    lists.commands.push({ owner, first, last: lists.parts.length, events, command, streams });
  });
  const { schema, now, keepCommands, patience, begun, allowVolatile } = target;
  const arrays = LIST_NAMES.map((name) => arrayOf(schema, name, lists[name]));
  return [tenants, now(), keepCommands, patience, begun, allowVolatile, ...arrays];
}

/** The rows of each list. */
type Lists = { readonly [List in ListName]: ListRow<List>[] };

function arrayOf<List extends ListName>(
  schema: string,
  name: List,
  rows: readonly ListRow<List>[],
): CompositeArray | null {
  return rows.length === 0 ? null : new CompositeArray(listType(schema, name), APPEND_LISTS[name], rows);
}

const TABLES = Object.keys(DOCUMENT_TABLES) as readonly DocumentTableName[];

function addRows(lists: Lists, part: number, { events, documents, removed }: StreamAppend): void {
  events.forEach((event, index) => {
    lists.events.push({ part, number: index + 1, event });
  });
  for (const document of lastOfEach(documents ?? []))
    for (const table of TABLES)
      if (DOCUMENT_TABLES[table].kind === document.kind) lists[table].push({ part, document });
  for (const address of removed ?? []) lists.removals.push({ part, address });
}

// A statement writes a row once: of two documents at one address the later one counts.
function lastOfEach(documents: readonly Document[]): Iterable<Document> {
  if (documents.length < 2) return documents;
  return new Map(documents.map((document) => [addressText(addressOf(document)), document])).values();
}
