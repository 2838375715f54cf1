import type { Document, StreamAppend } from "@promptledger/core/adapter";
import { addressOf, addressText } from "@promptledger/core/adapter";
import { CompositeArray } from "../connection/composite-array.ts";
import type { ListName, ListRow } from "../schema/append-lists.ts";
import { APPEND_LISTS, LIST_NAMES, listType } from "../schema/append-lists.ts";
import type { DocumentTableName } from "../schema/document-tables.ts";
import { DOCUMENT_TABLES } from "../schema/document-tables.ts";
import type { Append, AppendTarget } from "./append-target.ts";

/** The statement that calls `append_v1`. */
export function appendCall(schema: string): string {
  const parameters = Array.from({ length: 6 + LIST_NAMES.length }, (_, index) => `$${index + 1}`);
  return `SELECT ${schema}.append_v1(${parameters.join(", ")})`;
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
