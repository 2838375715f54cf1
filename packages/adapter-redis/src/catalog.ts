import type {
  Catalog,
  DeploymentDocument,
  Document,
  PromptDocument,
  PromptPage,
  PromptRow,
  VersionDocument,
  VersionPage,
  VersionQuery,
} from "@promptledger/core/adapter";
import {
  checkTenant,
  deepFreeze,
  LedgerError,
  projectStream,
  promptStreamName,
  select,
} from "@promptledger/core/adapter";
import { currentOf, documentOf, stampOf } from "./documents.ts";
import { recordedEvents } from "./event-text.ts";
import { noteHolder } from "./key-hints.ts";
import type { IndexedRow, PromptIndex } from "./prompt-index.ts";
import { promptIndex } from "./prompt-index.ts";
import type { ReadSource } from "./reading.ts";
import { reading } from "./reading.ts";

/** How often a page is read anew because its prompts have changed meanwhile; then what they were is folded from their events. */
const ATTEMPTS = 3;

/** The documents of so many prompts are read in one call. */
const CALL = 100;

/** Stands for the id of a prompt where there is none. */
const NOBODY = "";

/** Rows of so many prompts are kept in the process for the next query, those of the tenants that were asked for last. */
const KEPT = 200_000;

/** The catalog: rows are kept in the process, brought up to date for each query, and searched with core's own evaluation. */
export function redisCatalog(sourceOf: (tenant: string) => ReadSource, ready: () => Promise<void>): Catalog {
  const indexes = new Map<string, PromptIndex>();

  function indexOf(tenant: string, environment: string): PromptIndex {
    const name = JSON.stringify([tenant, environment]);
    const index = indexes.get(name) ?? promptIndex(sourceOf(tenant), environment);
    // The last one asked for stands last.
    indexes.delete(name);
    indexes.set(name, index);
    let kept = 0;
    for (const [other, { size }] of [...indexes].reverse()) {
      kept += size;
      if (kept > KEPT && other !== name) indexes.delete(other);
    }
    return index;
  }

  return {
    async findPrompts(tenant, query) {
      await ready();
      checkTenant(tenant);
      const index = indexOf(tenant, query.environment);
      const source = sourceOf(tenant);
      for (let attempt = 1; ; attempt++) {
        const { rows, head } = await index.fresh();
        const found = select(rows.values(), query);
        const indexed = found.rows as readonly IndexedRow[];
        const documents = await readRows(source, tenant, indexed, query.environment, attempt === ATTEMPTS);
        if (documents !== null) return { total: found.total, rows: documents, head } satisfies PromptPage;
      }
    },
    async findVersions(tenant, query) {
      await ready();
      checkTenant(tenant);
      return findVersions(sourceOf(tenant), tenant, query);
    },
  };
}

/** The whole documents of rows, as they were when the rows were; null where one has changed since, unless `fold` asks for its past. */
async function readRows(
  source: ReadSource,
  tenant: string,
  rows: readonly IndexedRow[],
  environment: string,
  fold: boolean,
): Promise<readonly PromptRow[] | null> {
  const found: PromptRow[] = [];
  for (let from = 0; from < rows.length; from += CALL) {
    const read = reading(source);
    const answers = rows.slice(from, from + CALL).map((row) => {
      const { stream } = row.prompt;
      return {
        row,
        stream,
        prompt: read.prompt(stream),
        live: read.fields(source.keys.documents(stream), [`d${environment}`]),
        current: read.version(stream, "current"),
      };
    });
    await read.run();
    for (const { row, stream, prompt, current, live } of answers) {
      const text = prompt();
      if (text !== null && stampOf(text) === row.stamp) {
        found.push(
          Object.freeze({
            prompt: documentOf(stream, "p", text) as PromptDocument,
            current: documentOf(stream, "v", current()) as VersionDocument | null,
            live: documentOf(stream, "d", live()[0] ?? null) as DeploymentDocument | null,
          }),
        );
      } else if (fold) found.push(await rowOfEvents(source, tenant, row, environment));
      else return null;
    }
  }
  return found;
}

// Documents that its events make, up to those that the row was made from.
async function rowOfEvents(
  source: ReadSource,
  tenant: string,
  row: PromptRow,
  environment: string,
): Promise<PromptRow> {
  const { stream, state } = row.prompt;
  const documents = await documentsAt(source, tenant, stream, state.revision);
  const prompt = documents.find((document) => document.kind === "prompt");
  if (prompt === undefined) throw new LedgerError("busy", "a prompt changed while it was read; try again");
  const number = currentOf(prompt);
  return Object.freeze({
    prompt,
    current: documents.find((one) => one.kind === "version" && one.state.number === number) ?? null,
    live: documents.find((one) => one.kind === "deployment" && one.state.environment === environment) ?? null,
  }) as PromptRow;
}

/** The documents of a stream as its first so many events make them. */
async function documentsAt(
  source: ReadSource,
  tenant: string,
  stream: string,
  version: number,
): Promise<readonly Document[]> {
  const read = reading(source);
  const found = read.stream(stream, 0, version);
  await read.run();
  return projectStream(stream, recordedEvents(found().entries, tenant, stream, 1)).map(deepFreeze);
}

/** A page of versions. Who holds a slug is guessed, and read together with the holder's versions. */
async function findVersions(source: ReadSource, tenant: string, query: VersionQuery): Promise<VersionPage> {
  const { keys, notes } = source;
  let id = "id" in query.prompt ? query.prompt.id : (notes.holders.get(query.prompt.slug) ?? NOBODY);
  for (let attempt = 1; ; attempt++) {
    const stream = promptStreamName(id);
    const hash = keys.documents(stream);
    const read = reading(source);
    const holder = "id" in query.prompt ? () => id : read.text(keys.slug(query.prompt.slug));
    const found = read.prompt(stream);
    const names = read.names(hash);
    const { head } = await read.run();
    const held = holder() ?? NOBODY;
    if (held !== id) {
      id = held;
      continue;
    }
    if ("slug" in query.prompt && id !== NOBODY) noteHolder(notes, query.prompt.slug, id);
    const text = found();
    const prompt = documentOf(stream, "p", text) as PromptDocument | null;
    const { total, numbers } = numbersOf(prompt, new Set(names()), query);
    if (numbers.length === 0 || prompt === null) return { total, prompt, rows: [], head };
    const again = reading(source);
    const fields = numbers.map((number) => `v${number}`);
    const now = again.prompt(stream);
    const documents = again.fields(hash, fields);
    await again.run();
    const rows = documents().map((one) => documentOf(stream, "v", one) as VersionDocument);
    if (now() === text) return { total, prompt, rows, head };
    if (attempt < ATTEMPTS) continue;
    const past = await documentsAt(source, tenant, stream, prompt.version);
    const versions = past.filter((one) => one.kind === "version");
    return {
      total,
      prompt,
      rows: numbers.flatMap((number) => versions.find((one) => one.state.number === number) ?? []),
      head,
    };
  }
}

/** The numbers of a page's versions, and how many there are in all. All but the draft are committed. */
function numbersOf(
  prompt: PromptDocument | null,
  names: ReadonlySet<string>,
  { committed, page }: VersionQuery,
): { readonly total: number; readonly numbers: readonly number[] } {
  const { numbers = [], draft = null } = prompt?.state ?? {};
  const found = numbers
    .toReversed()
    .filter((number) => names.has(`v${number}`))
    .filter((number) => committed === undefined || (number !== draft) === committed);
  const start = (page.number - 1) * page.size;
  return { total: found.length, numbers: found.slice(start, start + page.size) };
}
