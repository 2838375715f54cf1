import type { EventStore } from "@promptledger/core";
import type { Document, DocumentKey, LoadResult, StreamAppend } from "@promptledger/core/adapter";
import { AT_APPEND } from "@promptledger/core/adapter";
import { pause } from "../contract/waiting.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenAppend, brokenStore } from "./broken-store.ts";
import { versionsOf } from "./versions-of.ts";

const withoutDocuments = ({ stream, expected, events }: StreamAppend): StreamAppend => ({
  stream,
  expected,
  events,
});

const carries = (part: StreamAppend): boolean =>
  (part.documents?.length ?? 0) + (part.removed?.length ?? 0) > 0;

/** A store that changes each document that load returns. */
function changingDocuments(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  change: (
    document: Document | null,
    key: DocumentKey,
    store: EventStore,
    tenant: string,
  ) => Promise<Document | null>,
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, () => (store) => ({
    async load(tenant, request) {
      const loaded = await store.load(tenant, request);
      const keys = request.documents ?? [];
      const documents = keys.map((key, index) => change(loaded.documents[index] ?? null, key, store, tenant));
      return { ...loaded, documents: await Promise.all(documents) };
    },
  }));
}

/** Stores whose documents do not match their streams. */
export const brokenDocuments: readonly BrokenStore[] = [
  brokenAppend(
    "writes documents blindly",
    "takes documents with `any` and `exists`",
    ["DO-3"],
    (store) => async (batch) => {
      if (
        !batch.streams.some(
          (part) => carries(part) && (part.expected === "any" || part.expected === "exists"),
        )
      ) {
        return store.append(batch);
      }
      const versions = await versionsOf(store, { ...batch, streams: batch.streams.map(withoutDocuments) });
      const streams = batch.streams.map((part, index) =>
        carries(part) && typeof part.expected === "string"
          ? { ...part, expected: versions[index] ?? 0 }
          : part,
      );
      return store.append({ ...batch, streams });
    },
  ),
  brokenAppend(
    "documents of conflicts",
    "writes the documents even if the append meets a conflict",
    ["DO-1", "DO-11"],
    (store) => async (batch) => {
      const result = await store.append(batch);
      if (result.status === "appended") return result;
      const versions = await versionsOf(store, batch);
      const streams = batch.streams.map((part, index) => ({
        ...part,
        expected: versions[index] ?? 0,
        events: [],
      }));
      const command = { ...batch.command, id: `${batch.command.id}#documents` };
      if (streams.some(carries)) await store.append({ ...batch, command, streams });
      return result;
    },
  ),
  brokenStore("loads two moments", "loads documents a moment after the streams", ["DO-2"], () => (store) => ({
    async load(tenant, { documents, ...request }) {
      const loaded = await store.load(tenant, request);
      if (documents === undefined || request.streams === undefined) {
        return documents === undefined ? loaded : store.load(tenant, { ...request, documents });
      }
      await pause();
      const later = await store.load(tenant, { documents });
      return { ...loaded, documents: later.documents } satisfies LoadResult;
    },
  })),
  brokenAppend(
    "keeps removed documents",
    "does not remove documents",
    ["DO-3", "DO-4", "RE-6"],
    (store) => (batch) =>
      store.append({ ...batch, streams: batch.streams.map(({ removed: _removed, ...part }) => part) }),
  ),
  brokenStore(
    "times from the clock",
    "sets the times in documents by the clock",
    ["DO-5"],
    ({ clock }) =>
      (store) => ({
        async append(batch) {
          const streams = batch.streams.map((part) => {
            const documents = part.documents?.map((document) => withTimes(document, clock.now()));
            return documents === undefined ? part : { ...part, documents };
          });
          return store.append({ ...batch, streams });
        },
      }),
  ),
  changingDocuments(
    "finds the deleted",
    "finds a deleted prompt by the slug that it had",
    ["DO-6", "RE-5", "RE-7", "RE-8"],
    async (document, key, store, tenant) => {
      if (document !== null || key.kind !== "prompt" || !("slug" in key.prompt)) return document;
      const { slug } = key.prompt;
      const page = { number: 1, size: 1 };
      const filter = { type: "compare", field: "slug", operator: "equals", value: slug } as const;
      const sort = { field: "id", direction: "ascending" } as const;
      const found = await store.catalog.findPrompts(tenant, {
        filter,
        sort,
        page,
        scope: "all",
        environment: "production",
      });
      return found.rows[0]?.prompt ?? null;
    },
  ),
  changingDocuments(
    "current is the newest",
    "takes the version with the latest change for the current one",
    ["DO-7"],
    async (document, key, store, tenant) => {
      if (document?.kind !== "version" || key.kind !== "version" || key.number !== "current") return document;
      const { promptId } = document.state;
      const { rows } = await store.catalog.findVersions(tenant, {
        prompt: { id: promptId },
        page: { number: 1, size: 1000 },
      });
      return rows.toSorted((left, right) => right.state.revision - left.state.revision)[0] ?? document;
    },
  ),
  changingDocuments(
    "latest is current",
    "takes the version with the highest number for the latest committed one",
    ["DO-12"],
    async (document, key, store, tenant) => {
      if (key.kind !== "version" || key.number !== "latest") return document;
      const { documents } = await store.load(tenant, { documents: [{ ...key, number: "current" }] });
      return documents[0] ?? null;
    },
  ),
  brokenStore(
    "order of its own",
    "loads the existing documents first, then a null for each missing one",
    ["DO-5", "DO-6", "DO-8", "DO-9"],
    () => (store) => ({
      async load(tenant, request) {
        const loaded = await store.load(tenant, request);
        const found = loaded.documents.filter((document) => document !== null);
        const missing = loaded.documents.filter((document) => document === null);
        return { ...loaded, documents: [...found, ...missing] };
      },
    }),
  ),
  changingDocuments(
    "sorts a document's keys",
    "keeps documents as a database does that sorts the keys of JSON",
    ["DO-9"],
    async (document) =>
      document?.kind === "version"
        ? { ...document, state: { ...document.state, content: sortedKeys(document.state.content) } }
        : document,
  ),
  brokenAppend(
    "documents of others",
    "takes a document that belongs to another stream",
    ["DO-10"],
    (store) => (batch) => {
      const streams = batch.streams.map((part) => {
        const documents = part.documents?.map((document) => ({ ...document, stream: part.stream }));
        return documents === undefined ? part : { ...part, documents };
      });
      return store.append({ ...batch, streams });
    },
  ),
  brokenStore(
    "loads fifty",
    "finds only the first fifty of the documents that were asked for",
    ["AP-10"],
    () => (store) => ({
      async load(tenant, request) {
        const loaded = await store.load(tenant, request);
        return {
          ...loaded,
          documents: loaded.documents.map((document, index) => (index < 50 ? document : null)),
        };
      },
    }),
  ),
];

function sortedKeys<T extends object>(value: T): T {
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries) as T;
}

function withTimes(document: Document, now: number): Document {
  const text = JSON.stringify(document, (key, value: unknown) =>
    key.endsWith("At") && value === AT_APPEND ? now : value,
  );
  return JSON.parse(text) as Document;
}
