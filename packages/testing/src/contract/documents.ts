import type { Clause } from "./clause.ts";
import { documentsOf, expectedOf, grownPrompt } from "./document-sample.ts";
import {
  promptCreated,
  promptDeleted,
  promptEdited,
  promptTagged,
  versionCommitted,
  versionCreated,
  versionDeleted,
  versionDeployed,
  versionUndeployed,
} from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { aBatch, aCommand, append, conflict, nth, readAll, toStream, unique, upTo } from "./sample.ts";
import { refuses, same } from "./violation.ts";

/** DO, for writing: documents are written with the events of their stream, and are never ahead of or behind it. */
export const documentClauses: readonly Clause[] = [
  {
    id: "DO-1",
    title: "documents are written together with the events of their stream, or not at all",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const history = await grownPrompt(left, tenant);
      same(await documentsOf(right, tenant, { id: history.id }), expectedOf(history), "the documents");
      const stale = promptHistory(history.id);
      stale.keep(stale.next(promptCreated(history.id)), 0);
      const lost = stale.next(promptEdited({ name: "From a stale state" }), versionCreated(history.id, 7));
      await conflict(right, aBatch(tenant, lost), "documents of a stale state");
      const beside = [history.next(promptEdited({ name: "Beside a loser" })), toStream("absent", "exists")];
      await conflict(right, aBatch(tenant, ...beside), "a batch whose second stream is not as expected");
      same(
        await documentsOf(left, tenant, { id: history.id }),
        expectedOf(history),
        "the documents after conflicts",
      );
    },
  },
  {
    id: "DO-3",
    title:
      "a stream that carries or removes documents is refused with `any` or `exists`, and nothing is written",
    async run({ connect, tenant }) {
      const store = await connect();
      const history = await grownPrompt(store, tenant);
      const written = history.next(promptEdited({ name: "Written blindly" }));
      const removal = history.next(versionDeleted(2));
      for (const part of [written, { ...removal, documents: [] }]) {
        for (const expected of ["any", "exists"] as const) {
          await refuses("invalid-input", `documents with ${expected}`, () =>
            store.append(aBatch(tenant, { ...part, expected })),
          );
        }
      }
      same(await documentsOf(store, tenant, { id: history.id }), expectedOf(history), "the documents");
      same((await readAll(store, tenant)).length, history.length, "the length of the log");
    },
  },
  {
    id: "DO-4",
    title: "a removed document is deleted, and removing a missing one is no error",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const history = await grownPrompt(left, tenant);
      const { id } = history;
      await happen(right, tenant, history, versionDeleted(2), versionUndeployed(id, 1));
      same(
        await documentsOf(left, tenant, { id }),
        expectedOf(history),
        "the documents after two were removed",
      );
      const absent = [{ kind: "version", promptId: id, number: 99 }] as const;
      await append(left, aBatch(tenant, { ...history.next(), removed: absent }));
      await happen(left, tenant, history, versionCreated(id, 2, { model: "new" }));
      same(
        await documentsOf(right, tenant, { id }),
        expectedOf(history),
        "the documents after one came back",
      );
    },
  },
  {
    id: "DO-5",
    title: "times that stand for the time of the append become its recordedAt, in every kind of document",
    async run({ connect, tenant, clock }) {
      const [left, right] = [await connect(), await connect()];
      const history = promptHistory(unique("prm"));
      const { id } = history;
      const start = clock.now();
      const facts = [
        [promptCreated(id), promptTagged("a"), versionCreated(id, 1, { model: "m" })],
        [versionCommitted(1), versionDeployed(id, 1)],
        [promptTagged("b", "c"), versionCreated(id, 2)],
        [promptDeleted(id)],
      ];
      for (const [index, some] of facts.entries()) {
        // The clock goes back once: the times must be those of the append, not of the clock.
        clock.set(start + (index === 2 ? 0 : index * 1000));
        await happen(index % 2 === 0 ? left : right, tenant, history, ...some);
        same(
          await documentsOf(left, tenant, { id }),
          expectedOf(history),
          `the documents after append ${index + 1}`,
        );
      }
    },
  },
  {
    id: "DO-10",
    title: "a document that belongs to another stream is refused, and nothing is written",
    async run({ connect, tenant }) {
      const store = await connect();
      const history = promptHistory(unique("prm"));
      const part = history.next(promptCreated(history.id));
      await refuses("invalid-input", "a document of another stream", () =>
        store.append(aBatch(tenant, { ...part, stream: "prompt-another" })),
      );
      same(await readAll(store, tenant), [], "the log");
      same((await documentsOf(store, tenant, { id: history.id }))[0], null, "the document");
    },
  },
  {
    id: "DO-11",
    title:
      "if several writers change one document from the same state, one wins, and the document is the winner's",
    async run({ connect, tenant }) {
      const stores = [await connect(), await connect()];
      const history = await grownPrompt(nth(stores, 0), tenant);
      for (const round of upTo(5)) {
        const attempts = upTo(6).map((writer) =>
          history.next(promptEdited({ name: `${writer} in ${round}` })),
        );
        const answers = await Promise.all(
          attempts.map((part, index) =>
            nth(stores, index % 2).append({ tenant, command: aCommand(), streams: [part] }),
          ),
        );
        const winners = answers.flatMap((answer, index) =>
          answer.status === "appended" ? [{ answer, index }] : [],
        );
        same(winners.length, 1, "the number of winners");
        const { answer, index } = nth(winners, 0);
        history.keep(nth(attempts, index), answer.recordedAt);
        for (const store of stores) {
          same(
            await documentsOf(store, tenant, { id: history.id }),
            expectedOf(history),
            "the documents after a race",
          );
        }
      }
      same((await readAll(nth(stores, 1), tenant)).length, history.length, "the length of the log");
    },
  },
];
