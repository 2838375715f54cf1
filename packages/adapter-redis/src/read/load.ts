import type {
  Document,
  DocumentKey,
  LoadRequest,
  LoadResult,
  Outcome,
  StoredCommand,
  StreamSlice,
} from "@promptledger/core/adapter";
import { checkStream, promptStreamName, slugStreamName } from "@promptledger/core/adapter";
import { storedCommand } from "../append/command-text.ts";
import { documentOf } from "../catalog/documents.ts";
import { ledgerError } from "../connection/errors.ts";
import { rememberHolder } from "../connection/key-hints.ts";
import type { Answer, DocumentField, Reading, ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { recordedEvents } from "../event-text.ts";

/** Refuses a load that breaks a limit. */
export function checkLoad({ streams }: LoadRequest): void {
  for (const { stream } of streams ?? []) checkStream(stream);
}

/** How many bytes will be read, about. */
export function loadWeight({ streams, documents }: LoadRequest): number {
  return 1024 + 32_768 * (streams?.length ?? 0) + 8192 * (documents?.length ?? 0);
}

/** By which time commands are forgotten. */
export interface CommandMemory {
  /** The time of the clock that the store was given. Undefined for the time of the server. */
  readonly now: () => number | undefined;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
}

/** Loads for several callers of a tenant as one call, which sees one moment. */
export async function loadTogether(
  source: ReadSource,
  tenant: string,
  requests: readonly LoadRequest[],
  { now, keepCommands }: CommandMemory,
): Promise<readonly Outcome<LoadResult>[]> {
  try {
    for (;;) {
      const read = reading(source);
      const slugs = holdersOf(source, read, requests);
      const answers = requests.map((request) => ask(source, read, slugs, tenant, request));
      const { head, now: serverTime } = await read.run();
      if (!rememberHolders(source, slugs)) continue;
      const keptSince = (now() ?? serverTime) - keepCommands;
      return answers.map((answer) => ({ answer: { head, ...answer(keptSince) } }));
    }
  } catch (error) {
    const failure = ledgerError(error, "reads");
    return requests.map(() => ({ error: failure }));
  }
}

/** Who holds a slug: the guess that documents are asked for with, and what the server says. */
interface Holder {
  readonly guess: string | null;
  readonly id: Answer<string | null>;
}

function holdersOf(
  { keys, hints }: ReadSource,
  read: Reading,
  requests: readonly LoadRequest[],
): ReadonlyMap<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { documents } of requests) {
    for (const key of documents ?? []) {
      if (key.kind === "slug" || "id" in key.prompt || holders.has(key.prompt.slug)) continue;
      const { slug } = key.prompt;
      holders.set(slug, { guess: hints.holders.get(slug) ?? null, id: read.string(keys.slug(slug)) });
    }
  }
  return holders;
}

// Whether every document that was asked for by a slug is that of the slug's holder.
function rememberHolders({ hints }: ReadSource, holders: ReadonlyMap<string, Holder>): boolean {
  let isRight = true;
  for (const [slug, { guess, id }] of holders) {
    const holder = id();
    if (holder === null || holder === guess) continue;
    rememberHolder(hints, slug, holder);
    isRight = false;
  }
  return isRight;
}

function ask(
  source: ReadSource,
  read: Reading,
  holders: ReadonlyMap<string, Holder>,
  tenant: string,
  { streams = [], documents = [], command }: LoadRequest,
): (keptSince: number) => Omit<LoadResult, "head"> {
  const slices = streams.map(({ stream, after = 0, until = Number.MAX_SAFE_INTEGER }) => {
    const answer = read.stream(stream, after, until);
    return (): StreamSlice => {
      const { version, entries } = answer();
      return { stream, version, events: recordedEvents(entries, tenant, stream, after + 1) };
    };
  });
  const found = documents.map((key) => askDocument(read, holders, key));
  const text = command === undefined ? null : read.fields(source.keys.commands(command), [command]);
  return (keptSince) => ({
    streams: slices.map((slice) => slice()),
    documents: found.map((document) => document()),
    command: rememberedCommand(command ?? "", text?.()[0] ?? null, keptSince),
  });
}

function askDocument(
  read: Reading,
  holders: ReadonlyMap<string, Holder>,
  key: DocumentKey,
): Answer<Document | null> {
  if (key.kind === "slug") return documentAnswer(slugStreamName(key.slug), "s", read);
  const { prompt } = key;
  const holder = "id" in prompt ? undefined : holders.get(prompt.slug);
  const id = "id" in prompt ? prompt.id : holder?.guess;
  if (id === undefined || id === null) return () => null;
  const found = documentAnswer(promptStreamName(id), fieldOfKey(key), read);
  // A slug that nobody holds any more leads to no document, whichever prompt was guessed.
  return () => (holder?.id() === null ? null : found());
}

function documentAnswer(stream: string, field: DocumentField, read: Reading): Answer<Document | null> {
  const text = read.document(stream, field);
  return () => documentOf(stream, field, text());
}

function fieldOfKey(key: Exclude<DocumentKey, { kind: "slug" }>): DocumentField {
  switch (key.kind) {
    case "prompt":
      return "p";
    case "version":
      return `v${key.number}`;
    case "deployment":
      return `d${key.environment}`;
  }
}

// A command that is remembered no longer is still stored for a while.
function rememberedCommand(id: string, text: string | null, keptSince: number): StoredCommand | null {
  const found = text === null ? null : storedCommand(id, text);
  return found !== null && found.recordedAt >= keptSince ? found : null;
}
