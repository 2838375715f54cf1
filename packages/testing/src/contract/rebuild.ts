import type { EventStore } from "@promptledger/core";
import type { Document, RebuildProgress } from "@promptledger/core/adapter";
import { aQuery, expectedPage } from "./catalog-model.ts";
import type { Clause } from "./clause.ts";
import {
  promptCreated,
  promptDeleted,
  promptEdited,
  versionCommitted,
  versionCreated,
  versionDeleted,
  versionDeployed,
} from "./prompt-facts.ts";
import type { PromptHistory } from "./prompt-history.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { aBatch, all, append, nth, readAll, toStream, unique, upTo } from "./sample.ts";
import { same } from "./violation.ts";
import { pause } from "./waiting.ts";

/** Three prompts and a slug, one of the prompts deleted. */
async function grownTenant(store: EventStore, tenant: string): Promise<readonly PromptHistory[]> {
  const histories = [
    promptHistory(unique("prm")),
    promptHistory(unique("prm")),
    promptHistory(unique("prm")),
  ];
  for (const [index, history] of histories.entries()) {
    const { id } = history;
    await happen(
      store,
      tenant,
      history,
      promptCreated(id),
      versionCreated(id, 1, { model: "m" }),
      versionCommitted(1),
    );
    await happen(store, tenant, history, versionDeployed(id, 1), versionCreated(id, 2));
    if (index === 1) await happen(store, tenant, history, versionDeleted(2), promptDeleted(id));
  }
  const slug = promptHistory(nth(histories, 0).id, "slug");
  await happen(store, tenant, slug, { type: "SlugClaimed", data: { slug: slug.id, promptId: slug.id } });
  await append(store, aBatch(tenant, toStream("without-documents")));
  return [...histories, slug];
}

/** Damages the documents of a stream: one is wrong, one is missing, and one belongs to no event. */
async function damage(store: EventStore, tenant: string, history: PromptHistory): Promise<void> {
  const documents = history.documents.flatMap((document): readonly Document[] => {
    if (document.kind === "prompt")
      return [{ ...document, state: { ...document.state, name: "Wrong", slug: "wrong" } }];
    if (document.kind !== "version" || document.state.number !== 1) return [];
    return [{ ...document, state: { ...document.state, number: 77 } }];
  });
  const removed = [{ kind: "version", promptId: history.id, number: 2 }] as const;
  const { stream, length } = history;
  await append(store, aBatch(tenant, { stream, expected: length, events: [], documents, removed }));
}

async function sound(store: EventStore, tenant: string, histories: readonly PromptHistory[]): Promise<void> {
  const query = aQuery({ sort: { field: "id", direction: "ascending" } });
  const prompts = histories.filter((history) => history.stream.startsWith("prompt-"));
  const { head, ...found } = await store.catalog.findPrompts(tenant, query);
  same(found, expectedPage(prompts, query), "the prompts of the catalog");
  for (const history of prompts) {
    const found_ = await store.catalog.findVersions(tenant, {
      prompt: { id: history.id },
      page: { number: 1, size: 100 },
    });
    const versions = history.documents.filter((document) => document.kind === "version").toReversed();
    same(found_.rows, versions, "the versions of the catalog");
    const reference = { slug: history.id };
    const bySlug = await store.load(tenant, {
      documents: [
        { kind: "prompt", prompt: reference },
        { kind: "version", prompt: { id: history.id }, number: 77 },
      ],
    });
    const prompt = history.documents.find((document) => document.kind === "prompt");
    same(
      bySlug.documents,
      [prompt?.state.status === "alive" ? prompt : null, null],
      "the prompt by its slug, and no version 77",
    );
  }
  same(
    (await store.load(tenant, { documents: [{ kind: "prompt", prompt: { slug: "wrong" } }] })).documents,
    [null],
    "what a wrong slug finds",
  );
}

const differing = (progress: readonly RebuildProgress[]): readonly number[] =>
  progress.map((step) => step.differences.length).filter((count) => count > 0);

/** RE-5 to RE-8: documents can be rebuilt from the log. */
export const rebuildClauses: readonly Clause[] = [
  {
    id: "RE-5",
    title: "a rebuild of a restored tenant creates the documents that its events produce",
    async run({ connect, tenant, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      const histories = await grownTenant(left, tenant);
      const copy = newTenant();
      await right.restore(copy, await readAll(left, tenant));
      await all(left.rebuild(copy));
      await sound(right, copy, histories);
      const slug = nth(histories, 3);
      const { documents } = await right.load(copy, { documents: [{ kind: "slug", slug: slug.id }] });
      same(documents, slug.documents, "the document of the slug");
      const history = nth(histories, 0);
      await happen(right, copy, history, promptEdited({ name: "Goes on" }));
      await sound(left, copy, histories);
    },
  },
  {
    id: "RE-6",
    title: "with `check` a rebuild reports what differs and writes nothing",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const histories = await grownTenant(left, tenant);
      same(
        differing(await all(left.rebuild(tenant, { check: true }))),
        [],
        "the differences of correct documents",
      );
      await damage(left, tenant, nth(histories, 2));
      // The prompt is wrong, version 2 is missing, version 77 belongs to no event.
      for (const store of [left, right]) {
        same(
          differing(await all(store.rebuild(tenant, { check: true }))),
          [3],
          "the differences of damaged documents",
        );
      }
      const key = { kind: "prompt", prompt: { slug: "wrong" } } as const;
      const { documents } = await right.load(tenant, { documents: [key] });
      same(documents[0]?.kind, "prompt", "the damaged document, which is unchanged");
    },
  },
  {
    id: "RE-7",
    title: "appends continue during a rebuild, and no document is behind its stream afterwards",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const histories = await grownTenant(left, tenant);
      for (const history of histories.slice(0, 3)) await damage(left, tenant, history);
      const write = async (): Promise<void> => {
        for (const index of upTo(20)) {
          const history = nth(histories, index % 2 === 0 ? 0 : 2);
          const number = 2 + Math.ceil(index / 2);
          await happen(
            right,
            tenant,
            history,
            versionCommitted(number - 1),
            versionCreated(history.id, number),
          );
          if (index % 4 === 0) await pause();
        }
      };
      const rebuild = async (): Promise<void> => {
        await all(left.rebuild(tenant));
      };
      await Promise.all([write(), rebuild(), rebuild()]);
      await sound(right, tenant, histories);
      same(differing(await all(right.rebuild(tenant, { check: true }))), [], "the differences afterwards");
    },
  },
  {
    id: "RE-8",
    title:
      "a rebuild visits every stream once, repairs wrong, missing and superfluous documents, and reports them",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      same(await all(left.rebuild(tenant)), [], "the steps for a tenant without events");
      const histories = await grownTenant(left, tenant);
      await damage(right, tenant, nth(histories, 0));
      await damage(right, tenant, nth(histories, 1));
      const steps = await all(left.rebuild(tenant));
      same(
        steps.map(({ done, total }) => [done, total]),
        upTo(5).map((done) => [done, 5]),
        "the steps",
      );
      // The second prompt's version 2 was deleted before: it cannot be missing.
      same(
        differing(steps).toSorted((one, other) => one - other),
        [2, 3],
        "the differences of two damaged streams",
      );
      await sound(right, tenant, histories);
      same(differing(await all(right.rebuild(tenant, { check: true }))), [], "the differences afterwards");
    },
  },
];
