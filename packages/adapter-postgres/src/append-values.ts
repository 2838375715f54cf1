import type { Document, ExpectedVersion, StreamAppend } from "@promptledger/core/adapter";
import { addressOf, addressText } from "@promptledger/core/adapter";
import type { Append, AppendTarget } from "./append-target.ts";
import type { CompositeArray } from "./composite-array.ts";
import { deploymentRow, promptRow, removalRow, slugRow, versionRow } from "./documents.ts";
import type { AppendArgument, AppendRow } from "./schema/append-types.ts";
import { APPEND_ARGUMENTS, APPEND_TYPES, typeName } from "./schema/append-types.ts";

const ARGUMENTS = Object.keys(APPEND_ARGUMENTS) as readonly AppendArgument[];

/** The names that an append needs in a schema: made once, for the statement's is looked up with every call. */
interface Names {
  readonly statement: string;
  readonly types: { readonly [Argument in AppendArgument]: string };
}

const known = new Map<string, Names>();

function namesIn(schema: string): Names {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const parameters = Array.from({ length: 5 + ARGUMENTS.length }, (_, index) => `$${index + 1}`);
  const types = ARGUMENTS.map((name) => [name, typeName(schema, APPEND_ARGUMENTS[name])]);
  const names: Names = {
    statement: `SELECT ${schema}.append_v1(${parameters.join(", ")})`,
    types: Object.fromEntries(types),
  };
  known.set(schema, names);
  return names;
}

/** The statement that calls `append_v1`. */
export function appendCall(schema: string): string {
  return namesIn(schema).statement;
}

/** The values of {@link appendCall}. Appends and parts are numbered from 1 through the call. */
export function appendValues(target: AppendTarget, appends: readonly Append[]): readonly unknown[] {
  const { types } = namesIn(target.schema);
  const tenants = [...new Set(appends.map(({ tenant }) => tenant))];
  const owners = new Map(tenants.map((tenant, index) => [tenant, index + 1]));
  const rows: Rows = {
    commands: [],
    parts: [],
    events: [],
    prompts: [],
    versions: [],
    deployments: [],
    slugs: [],
    removals: [],
  };
  for (const { tenant, command, streams } of appends) {
    rows.commands.push({
      owner: owners.get(tenant),
      id: command?.id,
      fingerprint: command?.fingerprint,
      result: command?.result,
      streams: JSON.stringify(streams.map(({ stream }) => stream)),
    });
    for (const part of streams) addPart(rows, rows.commands.length, part);
  }
  return [
    { type: "text", values: tenants },
    target.now(),
    target.keepCommands,
    target.patience,
    target.announce,
    ...ARGUMENTS.map(
      (name): CompositeArray => ({
        composite: types[name],
        columns: APPEND_TYPES[APPEND_ARGUMENTS[name]],
        rows: rows[name],
      }),
    ),
  ];
}

type Rows = { readonly [Name in AppendArgument]: AppendRow<(typeof APPEND_ARGUMENTS)[Name]>[] };

function addPart(
  rows: Rows,
  append: number,
  { stream, expected, lastEvent, events, documents, removed }: StreamAppend,
): void {
  const part = rows.parts.push({
    append,
    stream,
    expected: expectation(expected),
    last_event: lastEvent,
    count: events.length,
  });
  events.forEach((event, index) => {
    rows.events.push({
      part,
      number: index + 1,
      schema_version: event.schemaVersion,
      occurred_at: event.occurredAt,
      id: event.id,
      type: event.type,
      data: event.data,
      metadata: event.metadata,
    });
  });
  for (const document of lastOfEach(documents ?? [])) addDocument(rows, part, document);
  for (const address of removed ?? []) rows.removals.push(removalRow(part, address));
}

function addDocument(rows: Rows, part: number, document: Document): void {
  switch (document.kind) {
    case "prompt":
      rows.prompts.push(promptRow(part, document));
      break;
    case "version":
      rows.versions.push(versionRow(part, document));
      break;
    case "deployment":
      rows.deployments.push(deploymentRow(part, document));
      break;
    case "slug":
      rows.slugs.push(slugRow(part, document));
      break;
  }
}

// A statement writes a row once: of two documents at one address the later one counts.
function lastOfEach(documents: readonly Document[]): Iterable<Document> {
  if (documents.length < 2) return documents;
  return new Map(documents.map((document) => [addressText(addressOf(document)), document])).values();
}

function expectation(expected: ExpectedVersion): number {
  if (typeof expected === "number") return expected;
  return { none: 0, exists: -1, any: -2 }[expected];
}
