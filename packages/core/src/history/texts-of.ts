import type { LedgerEvent } from "./ledger-event.ts";

/** Fields of an event's data that are generated or sealed. Nobody looks for a text in them. */
const GENERATED: ReadonlySet<string> = new Set([
  "id",
  "promptId",
  "versionId",
  "contentHash",
  "replaces",
  "secrets",
]);

/** The texts of an event that people wrote: in its data, its reason, and what the host gave as metadata. */
export function* textsOf({ data, reason, metadata }: LedgerEvent): Generator<string> {
  if (reason !== null) yield reason;
  yield* textsIn(metadata.metadata);
  yield* textsOfFields(data);
}

function* textsOfFields(fields: object): Generator<string> {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (GENERATED.has(name)) continue;
    // The version as it was pinned, with the fields of a version.
    if (name === "snapshot") yield* textsOfFields(Object(value));
    else yield* textsIn(value);
  }
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const one of Object.values(value)) yield* textsIn(one);
}
