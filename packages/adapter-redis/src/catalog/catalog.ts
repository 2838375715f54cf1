import type {
  CallOptions,
  Catalog,
  DeploymentDocument,
  PromptDocument,
  PromptRow,
  VersionDocument,
} from "@promptledger/core/adapter";
import {
  checkTenant,
  currentNumber,
  LedgerError,
  newSlices,
  selectInSlices,
  throwIfAborted,
} from "@promptledger/core/adapter";
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { documentOf, stampOf } from "./documents.ts";
import { findVersions } from "./find-versions.ts";
import { documentsAt } from "./past-documents.ts";
import type { PromptIndex } from "./prompt-index.ts";
import { promptIndex } from "./prompt-index.ts";
import type { IndexedRow } from "./rows.ts";

/** How often a page is read again because its prompts changed meanwhile. After that their earlier state is folded from their events. */
const ATTEMPTS = 3;

/** The documents of so many prompts are read in one call. */
const CALL = 100;

/** Rows of so many prompts are kept in the process for the next query, those of the tenants that were asked for last. */
const KEPT = 200_000;

/** The catalog: rows are kept in the process, brought up to date for each query, and searched with core's own evaluation. */
export function redisCatalog(
  sourceOf: (tenant: string) => ReadSource,
  ready: (options?: CallOptions) => Promise<void>,
): Catalog {
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
    async findPrompts(tenant, query, options) {
      await ready(options);
      checkTenant(tenant);
      const index = indexOf(tenant, query.environment);
      const source = sourceOf(tenant);
      for (let attempt = 1; ; attempt++) {
        const { rows, head } = await index.fresh();
        throwIfAborted(options?.signal);
        // The index changes while others have their turn.
        const found = await selectInSlices([...rows.values()], query, newSlices(options?.signal));
        const indexed = found.rows as readonly IndexedRow[];
        const documents = await readRows(source, tenant, indexed, query.environment, attempt === ATTEMPTS);
        if (documents !== null) return { total: found.total, rows: documents, head };
      }
    },
    async findVersions(tenant, query, options) {
      await ready(options);
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
        prompt: read.document(stream, "p"),
        live: read.document(stream, `d${environment}`),
        current: read.document(stream, "vcurrent"),
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
            live: documentOf(stream, "d", live()) as DeploymentDocument | null,
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
  const number = currentNumber(prompt.state);
  return Object.freeze({
    prompt,
    current: documents.find((one) => one.kind === "version" && one.state.number === number) ?? null,
    live: documents.find((one) => one.kind === "deployment" && one.state.environment === environment) ?? null,
  }) as PromptRow;
}
