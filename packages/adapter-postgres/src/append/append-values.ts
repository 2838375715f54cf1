import type { Document, DocumentAddress, ExpectedVersion, StreamAppend } from "@promptledger/core/adapter";
import { addressOf, addressText } from "@promptledger/core/adapter";
import type { DocumentRow } from "../catalog/documents.ts";
import { rowsOf } from "../catalog/documents.ts";
import type { ListArgument, ListRow } from "./append-arguments.ts";
import { LIST_ARGUMENTS } from "./append-arguments.ts";
import type { Append, AppendTarget } from "./append-target.ts";

/** The statement that calls `append_v1`. */
export function appendCall(schema: string): string {
  const parameters = Array.from({ length: 5 + LIST_ARGUMENTS.length }, (_, index) => `$${index + 1}`);
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
    const owner = owners.get(tenant);
    const first = lists.parts.length + 1;
    const before = lists.events.length;
    for (const part of streams) addPart(lists, { owner, append, command: command?.id }, part);
    if (command === null) return;
    const { id, fingerprint, result } = command;
    const events = lists.events.length - before;
    const names = JSON.stringify(streams.map(({ stream, events: added }) => [stream, added.length]));
    lists.commands.push({
      owner,
      first,
      last: lists.parts.length,
      events,
      id,
      fingerprint,
      result,
      streams: names,
    });
  });
  const { now, keepCommands, patience, announce } = target;
  const texts = LIST_ARGUMENTS.map((name) => (lists[name].length === 0 ? null : JSON.stringify(lists[name])));
  return [tenants, now(), keepCommands, patience, announce, ...texts];
}

/** The rows of each list. */
type Lists = {
  readonly [List in ListArgument]: (List extends "parts" | "events" | "commands" | "removals"
    ? ListRow<List>
    : DocumentRow)[];
};

function addPart(
  lists: Lists,
  append: Pick<ListRow<"parts">, "owner" | "append" | "command">,
  { stream, expected, lastEvent, events, documents, removed }: StreamAppend,
): void {
  const part = lists.parts.length + 1;
  lists.parts.push({
    part,
    ...append,
    stream,
    expected: expectation(expected),
    last_event: lastEvent,
    count: events.length,
  });
  events.forEach(({ schemaVersion, occurredAt, id, type, data, metadata }, index) => {
    lists.events.push({
      part,
      number: index + 1,
      schema_version: schemaVersion,
      occurred_at: occurredAt,
      id,
      type,
      data,
      metadata,
    });
  });
  for (const document of lastOfEach(documents ?? []))
    for (const [table, row] of rowsOf(document)) lists[table].push({ part, ...row });
  for (const address of removed ?? []) lists.removals.push({ part, ...removalOf(address) });
}

// A statement writes a row once: of two documents at one address the later one counts.
function lastOfEach(documents: readonly Document[]): Iterable<Document> {
  if (documents.length < 2) return documents;
  return new Map(documents.map((document) => [addressText(addressOf(document)), document])).values();
}

function removalOf(address: DocumentAddress): ListRow<"removals"> {
  switch (address.kind) {
    case "prompt":
      return { kind: address.kind, prompt_id: address.promptId };
    case "version":
      return { kind: address.kind, prompt_id: address.promptId, number: address.number };
    case "deployment":
      return { kind: address.kind, prompt_id: address.promptId, environment: address.environment };
    case "slug":
      return { kind: address.kind, slug: address.slug };
  }
}

function expectation(expected: ExpectedVersion): number {
  if (typeof expected === "number") return expected;
  return { none: 0, exists: -1, any: -2 }[expected];
}
