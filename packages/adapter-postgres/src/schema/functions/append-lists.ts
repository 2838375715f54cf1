import type {
  CommandRecord,
  Document,
  DocumentAddress,
  ExpectedVersion,
  NewEvent,
  StreamAppend,
} from "@promptledger/core/adapter";
import { latestOccurredAt } from "@promptledger/core/adapter";
import type { CompositeColumn } from "../../binary/composite-array.ts";
import type { DocumentTableName } from "../document-tables.ts";
import { DOCUMENT_TABLES } from "../document-tables.ts";

/** What a row of a list is made of. */
export type ListRow<List extends ListName> = List extends keyof OwnRows
  ? OwnRows[List]
  : { readonly part: number; readonly document: Document };

/** Appends are numbered by their parts, and parts from 1 through the call. */
interface OwnRows {
  /** One for each stream of each append. `owner` is the index of its tenant, from 1; `append` tells the parts of one append. */
  readonly parts: {
    readonly part: number;
    readonly owner: number;
    readonly append: number;
    readonly command: string | undefined;
    readonly stream: StreamAppend;
  };
  /** `number` counts from 1 in its part. */
  readonly events: { readonly part: number; readonly number: number; readonly event: NewEvent };
  /** `first` and `last` are the append's parts, `events` is how many events it has. */
  readonly commands: {
    readonly owner: number;
    readonly first: number;
    readonly last: number;
    readonly events: number;
    readonly command: CommandRecord;
    readonly streams: readonly StreamAppend[];
  };
  /** The addresses of documents to delete. */
  readonly removals: { readonly part: number; readonly address: DocumentAddress };
}

/** The name of one of {@link APPEND_LISTS}. */
export type ListName = keyof OwnRows | DocumentTableName;

/**
 * The lists that `append_v1` takes, in the order of its arguments, each with the columns of its rows. A list is an array of a composite type;
 * one that is empty is null. Lists of documents have the name of their table.
 */
export const APPEND_LISTS: { readonly [List in ListName]: readonly CompositeColumn<ListRow<List>>[] } = {
  parts: [
    { name: "part", type: "integer", read: ({ part }) => part },
    { name: "owner", type: "integer", read: ({ owner }) => owner },
    { name: "append", type: "integer", read: ({ append }) => append },
    { name: "command", type: "text", read: ({ command }) => command },
    { name: "stream", type: "text", read: ({ stream }) => stream.stream },
    // A number of events, -1 for `exists` or -2 for `any`
    { name: "expected", type: "bigint", read: ({ stream }) => expectation(stream.expected) },
    { name: "last_event", type: "text", read: ({ stream }) => stream.lastEvent },
    { name: "count", type: "integer", read: ({ stream }) => stream.events.length },
    // When the latest of its events occurred
    { name: "occurred_at", type: "bigint", read: ({ stream }) => latestOccurredAt([stream]) },
  ],
  events: [
    { name: "part", type: "integer", read: ({ part }) => part },
    { name: "number", type: "integer", read: ({ number }) => number },
    { name: "schema_version", type: "bigint", read: ({ event }) => event.schemaVersion },
    { name: "occurred_at", type: "bigint", read: ({ event }) => event.occurredAt },
    { name: "id", type: "text", read: ({ event }) => event.id },
    { name: "type", type: "text", read: ({ event }) => event.type },
    { name: "data", type: "text", read: ({ event }) => event.data },
    { name: "metadata", type: "text", read: ({ event }) => event.metadata },
  ],
  commands: [
    { name: "owner", type: "integer", read: ({ owner }) => owner },
    { name: "first", type: "integer", read: ({ first }) => first },
    { name: "last", type: "integer", read: ({ last }) => last },
    { name: "events", type: "integer", read: ({ events }) => events },
    { name: "id", type: "text", read: ({ command }) => command.id },
    { name: "fingerprint", type: "text", read: ({ command }) => command.fingerprint },
    { name: "result", type: "text", read: ({ command }) => command.result },
    { name: "streams", type: "text", read: ({ streams }) => namesOf(streams) },
  ],
  removals: [
    { name: "part", type: "integer", read: ({ part }) => part },
    { name: "kind", type: "text", read: ({ address }) => address.kind },
    {
      name: "prompt_id",
      type: "text",
      read: ({ address }) => ("promptId" in address ? address.promptId : null),
    },
    { name: "number", type: "bigint", read: ({ address }) => ("number" in address ? address.number : null) },
    {
      name: "environment",
      type: "text",
      read: ({ address }) => ("environment" in address ? address.environment : null),
    },
    { name: "slug", type: "text", read: ({ address }) => ("slug" in address ? address.slug : null) },
  ],
  prompts: documentColumns("prompts"),
  prompt_bodies: documentColumns("prompt_bodies"),
  versions: documentColumns("versions"),
  deployments: documentColumns("deployments"),
  slugs: documentColumns("slugs"),
};

/** The names of {@link APPEND_LISTS}, in their order. */
export const LIST_NAMES = Object.keys(APPEND_LISTS) as readonly ListName[];

/** The composite type of a list's rows. */
export function listType(schema: string, list: ListName): string {
  return `${schema}.append_${list}`;
}

/** The statements that make the types of {@link APPEND_LISTS}. */
export function listTypes(schema: string): readonly string[] {
  return LIST_NAMES.map((list) => {
    const columns = APPEND_LISTS[list].map(({ name, type }) => `${name} ${type}`);
    return `CREATE TYPE ${listType(schema, list)} AS (${columns.join(", ")})`;
  });
}

function documentColumns(table: DocumentTableName): readonly CompositeColumn<ListRow<DocumentTableName>>[] {
  const given = DOCUMENT_TABLES[table].columns.flatMap(({ name, given }) =>
    given === null
      ? []
      : [
          {
            name,
            type: given.type,
            read: ({ document }: ListRow<DocumentTableName>) => given.read(document),
          },
        ],
  );
  return [{ name: "part", type: "integer", read: ({ part }) => part }, ...given];
}

function expectation(expected: ExpectedVersion): number {
  if (typeof expected === "number") return expected;
  return { none: 0, exists: -1, any: -2 }[expected];
}

// As they are stored with the command: the name of each, and how many events it got
function namesOf(streams: readonly StreamAppend[]): string {
  return JSON.stringify(streams.map(({ stream, events }) => [stream, events.length]));
}
