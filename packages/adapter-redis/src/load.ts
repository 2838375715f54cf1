import type {
  Document,
  DocumentKey,
  LoadRequest,
  LoadResult,
  Outcome,
  PromptKey,
  StoredCommand,
  StreamSlice,
} from "@promptledger/core/adapter";
import { checkStream, promptStreamName, slugStreamName } from "@promptledger/core/adapter";
import { storedCommand } from "./command-text.ts";
import { documentOf } from "./documents.ts";
import { ledgerError } from "./errors.ts";
import { recordedEvents } from "./event-text.ts";
import { noteHolder } from "./key-hints.ts";
import type { Question, Reading, ReadSource } from "./reading.ts";
import { reading } from "./reading.ts";

/** Refuses a load that breaks a limit. */
export function checkLoad({ streams }: LoadRequest): void {
  for (const { stream } of streams ?? []) checkStream(stream);
}

/** How many bytes will be read, about. */
export function loadWeight({ streams, documents }: LoadRequest): number {
  return 1024 + 32_768 * (streams?.length ?? 0) + 8192 * (documents?.length ?? 0);
}

/** Loads for several callers of a tenant as one call, which sees one moment. */
export async function loadTogether(
  source: ReadSource,
  tenant: string,
  requests: readonly LoadRequest[],
  keptSince: number,
): Promise<readonly Outcome<LoadResult>[]> {
  try {
    for (;;) {
      const read = reading(source);
      const slugs = holdersOf(source, read, requests);
      const answers = requests.map((request) => ask(source, read, slugs, tenant, request, keptSince));
      const { head } = await read.run();
      if (!noteHolders(source, slugs)) continue;
      return answers.map((answer) => ({ answer: { head, ...answer() } }));
    }
  } catch (error) {
    const told = ledgerError(error, "reads");
    return requests.map(() => ({ error: told }));
  }
}

/** Who holds a slug: the guess that documents are asked for with, and what the server says. */
interface Holder {
  readonly guess: string | null;
  readonly id: Question<string | null>;
}

function holdersOf(
  { keys, notes }: ReadSource,
  read: Reading,
  requests: readonly LoadRequest[],
): ReadonlyMap<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { documents } of requests) {
    for (const key of documents ?? []) {
      if (key.kind === "slug" || "id" in key.prompt || holders.has(key.prompt.slug)) continue;
      const { slug } = key.prompt;
      holders.set(slug, { guess: notes.holders.get(slug) ?? null, id: read.text(keys.slug(slug)) });
    }
  }
  return holders;
}

// Whether every document that was asked for by a slug is that of the slug's holder.
function noteHolders({ notes }: ReadSource, holders: ReadonlyMap<string, Holder>): boolean {
  let isRight = true;
  for (const [slug, { guess, id }] of holders) {
    const holder = id();
    if (holder === null || holder === guess) continue;
    noteHolder(notes, slug, holder);
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
  keptSince: number,
): Question<Omit<LoadResult, "head">> {
  const slices = streams.map(({ stream, after = 0, until = Number.MAX_SAFE_INTEGER }) => {
    const answer = read.stream(stream, after, until);
    return (): StreamSlice => {
      const { version, entries } = answer();
      return { stream, version, events: recordedEvents(entries, tenant, stream, after + 1) };
    };
  });
  const found = documents.map((key) => askDocument(source, read, holders, key));
  const text = command === undefined ? null : read.fields(source.keys.commands(command), [command]);
  return () => ({
    streams: slices.map((slice) => slice()),
    documents: found.map((document) => document()),
    command: rememberedCommand(command ?? "", text?.()[0] ?? null, keptSince),
  });
}

function askDocument(
  { keys }: ReadSource,
  read: Reading,
  holders: ReadonlyMap<string, Holder>,
  key: DocumentKey,
): Question<Document | null> {
  const stream = key.kind === "slug" ? slugStreamName(key.slug) : streamOf(key.prompt, holders);
  if (stream === null) return () => null;
  const hash = keys.documents(stream);
  if (key.kind === "version" && typeof key.number !== "number") {
    const answer = read.version(stream, key.number);
    return heldBy(key, holders, () => documentOf(stream, "v", answer()));
  }
  if (key.kind === "prompt") {
    const answer = read.prompt(stream);
    return heldBy(key, holders, () => documentOf(stream, "p", answer()));
  }
  const field = fieldOfKey(key);
  const answer = read.fields(hash, [field]);
  return heldBy(key, holders, () => documentOf(stream, field, answer()[0] ?? null));
}

// A slug that nobody holds any more leads to no document, whoever was asked for.
function heldBy(
  key: DocumentKey,
  holders: ReadonlyMap<string, Holder>,
  document: Question<Document | null>,
): Question<Document | null> {
  if (key.kind === "slug" || "id" in key.prompt) return document;
  const holder = holders.get(key.prompt.slug);
  return () => (holder?.id() === null ? null : document());
}

function streamOf(prompt: PromptKey, holders: ReadonlyMap<string, Holder>): string | null {
  const id = "id" in prompt ? prompt.id : (holders.get(prompt.slug)?.guess ?? null);
  return id === null ? null : promptStreamName(id);
}

function fieldOfKey(key: Exclude<DocumentKey, { kind: "prompt" }>): string {
  switch (key.kind) {
    case "version":
      return `v${key.number}`;
    case "deployment":
      return `d${key.environment}`;
    case "slug":
      return "s";
  }
}

// One that is remembered no longer stays for a while.
function rememberedCommand(id: string, text: string | null, keptSince: number): StoredCommand | null {
  const found = text === null ? null : storedCommand(id, text);
  return found !== null && found.recordedAt >= keptSince ? found : null;
}
