import type { Document, DocumentKey } from "@promptledger/core/adapter";
import type { Clause } from "./clause.ts";
import {
  promptCreated,
  promptDeleted,
  promptRestored,
  versionCommitted,
  versionCreated,
  versionDeleted,
} from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { nth, unique, upTo } from "./sample.ts";
import { same } from "./violation.ts";
import { pause, whileWriting } from "./waiting.ts";

/** DO, for references to versions: `current` and `latest` mean what the stream says at that moment. */
export const referencedVersionClauses: readonly Clause[] = [
  {
    id: "DO-7",
    title: "the current version is the existing one with the highest number",
    async run({ connect, tenant }) {
      const store = await connect();
      const history = promptHistory(unique("prm"));
      const { id } = history;
      const current = async (): Promise<number | null> => {
        const key = { kind: "version", prompt: { id }, number: "current" } as const;
        const document = nth((await store.load(tenant, { documents: [key] })).documents, 0);
        return document?.kind === "version" ? document.state.number : null;
      };
      await happen(store, tenant, history, promptCreated(id));
      same(await current(), null, "the current version of a prompt without any");
      for (const [fact, expected] of [
        [versionCreated(id, 2), 2],
        [versionCommitted(2), 2],
        [versionCreated(id, 10), 10],
        [versionCommitted(10), 10],
        [versionCreated(id, 9), 10],
        [versionDeleted(10), 9],
        [versionDeleted(9), 2],
        [versionDeleted(2), null],
      ] as const) {
        await happen(store, tenant, history, fact);
        same(await current(), expected, `the current version after ${fact.type}`);
      }
    },
  },
  {
    id: "DO-12",
    title: "the latest version is the highest committed one, by the prompt's id and by its slug",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const history = promptHistory(unique("prm"));
      const { id } = history;
      const keys = [{ id }, { slug: "greeting" }].map(
        (prompt): DocumentKey => ({ kind: "version", prompt, number: "latest" }),
      );
      const version = (number: number | null): Document | null =>
        history.documents.find((one) => one.kind === "version" && one.state.number === number) ?? null;
      const holds = async (when: string, byId: number | null, bySlug = byId): Promise<void> => {
        const { documents } = await reader.load(tenant, { documents: keys });
        const numbers = documents.map((one) => (one?.kind === "version" ? one.state.number : null));
        same(numbers, [byId, bySlug], `the latest versions ${when}`);
        same(documents, [version(byId), version(bySlug)], `the documents of the latest versions ${when}`);
      };
      await holds("of a missing prompt", null);
      await happen(writer, tenant, history, promptCreated(id, { slug: "greeting" }));
      await holds("of a prompt without any", null);
      for (const [fact, expected] of [
        [versionCreated(id, 2), null],
        [versionCommitted(2), 2],
        [versionCreated(id, 9), 2],
        [versionCommitted(9), 9],
        [versionCreated(id, 10), 9],
        [versionCommitted(10), 10],
        [versionCreated(id, 100), 10],
        [versionDeleted(10), 9],
        [versionDeleted(2), 9],
        [versionDeleted(9), null],
        [versionCommitted(100), 100],
        [versionDeleted(100), null],
        [versionCreated(id, 101), null],
      ] as const) {
        await happen(writer, tenant, history, fact);
        await holds(`after ${fact.type} of ${JSON.stringify(fact.data)}`, expected);
      }
      await happen(writer, tenant, history, versionCommitted(101), promptDeleted("greeting"));
      await holds("after the prompt was deleted", 101, null);
      await happen(writer, tenant, history, promptRestored("greeting"));
      await holds("after the prompt was restored", 101);
      const write = async (): Promise<void> => {
        for (const number of upTo(12).map((index) => 101 + index)) {
          await happen(writer, tenant, history, versionCreated(id, number));
          if (number % 3 === 0) await pause();
          await happen(writer, tenant, history, versionCommitted(number));
        }
      };
      const look = async (): Promise<void> => {
        const prompt: DocumentKey = { kind: "prompt", prompt: { id } };
        const [found, ...latest] = (await reader.load(tenant, { documents: [prompt, ...keys] })).documents;
        const { numbers, draft } = found?.kind === "prompt" ? found.state : { numbers: [], draft: null };
        const expected = numbers.findLast((number) => number !== draft);
        same(
          latest.map((one) => (one?.kind === "version" ? [one.state.number, one.state.status] : null)),
          keys.map(() => [expected, "committed"]),
          "the latest versions beside their prompt",
        );
      };
      await whileWriting(write, look);
    },
  },
];
