import { assert, asyncProperty } from "fast-check";
import { arbitraryContent } from "../generators/content.ts";
import { arbitraryName } from "../generators/text.ts";
import type { Clause } from "./clause.ts";
import { documentsOf, expectedOf, grownPrompt, keysOf } from "./document-sample.ts";
import {
  accessGranted,
  promptCreated,
  promptDeleted,
  promptEdited,
  promptRestored,
  promptTagged,
  versionCommitted,
  versionCreated,
  versionDeployed,
} from "./prompt-facts.ts";
import { happen, happenTogether, promptHistory } from "./prompt-history.ts";
import { forProperty } from "./property.ts";
import { unique, upTo } from "./sample.ts";
import { same } from "./violation.ts";
import { pause, whileWriting } from "./waiting.ts";

/** DO, for loading: documents are found by their current values, and returned as they were written. */
export const loadDocumentClauses: readonly Clause[] = [
  {
    id: "DO-2",
    title: "everything that one load returns is of one moment",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const [one, two] = [promptHistory(unique("prm")), promptHistory(unique("prm"))];
      await happenTogether(
        writer,
        tenant,
        [one, two].map((history) => [history, [promptCreated(history.id)]] as const),
      );
      const write = async (): Promise<void> => {
        for (const index of upTo(25)) {
          const fact = promptEdited({ name: `Name ${index}` });
          await happenTogether(writer, tenant, [
            [one, [fact]],
            [two, [fact]],
          ]);
          if (index % 3 === 0) await pause();
        }
      };
      const read = async (): Promise<void> => {
        const { head, streams, documents } = await reader.load(tenant, {
          streams: [{ stream: one.stream }, { stream: two.stream }],
          documents: [one, two].map(({ id }) => ({ kind: "prompt", prompt: { id } }) as const),
        });
        const expected = head.position / 2;
        const lengths = streams.map((slice) => slice.events.length);
        const found = [...streams, ...documents].map((part) => part?.version);
        same(
          [...found, ...lengths],
          [...found, ...lengths].map(() => expected),
          `the versions at position ${head.position}`,
        );
      };
      await whileWriting(write, read);
    },
  },
  {
    id: "DO-6",
    title: "a prompt is found by its current slug, and only while it is not deleted",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const [one, two] = [promptHistory(unique("prm")), promptHistory(unique("prm"))];
      const holder = async (slug: string): Promise<string | null> => {
        const [document] = await documentsOf(right, tenant, { slug });
        return document?.kind === "prompt" ? document.state.id : null;
      };
      await happen(
        left,
        tenant,
        one,
        promptCreated(one.id, { slug: "greeting" }),
        versionCreated(one.id, 1),
        versionCommitted(1),
        versionDeployed(one.id, 1),
      );
      same(await documentsOf(right, tenant, { slug: "greeting" }), expectedOf(one), "the documents by slug");
      same(
        [await holder("Greeting"), await holder("greetin"), await holder(one.id)],
        [null, null, null],
        "other slugs",
      );
      await happen(left, tenant, one, promptEdited({ slug: "welcome" }));
      same([await holder("greeting"), await holder("welcome")], [null, one.id], "the holders after a change");
      await happen(right, tenant, two, promptCreated(two.id, { slug: "greeting" }));
      await happen(right, tenant, one, promptDeleted("welcome"));
      same(
        [await holder("greeting"), await holder("welcome")],
        [two.id, null],
        "the holders after a deletion",
      );
      same(
        (await documentsOf(left, tenant, { slug: "welcome" })).every((found) => found === null),
        true,
        "whether nothing is found by the deleted prompt's slug",
      );
      same(await documentsOf(left, tenant, { id: one.id }), expectedOf(one), "the deleted prompt by its id");
      await happenTogether(left, tenant, [
        [two, [promptEdited({ slug: "hello" })]],
        [one, [promptRestored("greeting")]],
      ]);
      same(
        [await holder("greeting"), await holder("hello")],
        [one.id, two.id],
        "the holders after another prompt took the slug",
      );
    },
  },
  {
    id: "DO-8",
    title: "documents are loaded in the order of the request, null for missing ones",
    async run({ connect, tenant }) {
      const store = await connect();
      const history = await grownPrompt(store, tenant);
      const slug = promptHistory("taken", "slug");
      await happen(store, tenant, slug, {
        type: "SlugClaimed",
        data: { slug: "taken", promptId: history.id },
      });
      const { documents } = await store.load(tenant, {
        documents: [
          { kind: "slug", slug: "free" },
          { kind: "prompt", prompt: { id: "prm_missing" } },
          ...keysOf({ id: history.id }),
          { kind: "slug", slug: "taken" },
          { kind: "version", prompt: { id: history.id }, number: 3 },
          { kind: "version", prompt: { slug: "missing" }, number: "current" },
          { kind: "version", prompt: { id: "prm_missing" }, number: "current" },
          { kind: "version", prompt: { id: "prm_missing" }, number: "latest" },
          { kind: "deployment", prompt: { id: history.id }, environment: "staging" },
          { kind: "prompt", prompt: { slug: history.id } },
        ],
      });
      const [prompt] = expectedOf(history);
      const expected = [
        null,
        null,
        ...expectedOf(history),
        ...slug.documents,
        ...upTo(5).map(() => null),
        prompt,
      ];
      same(documents, expected, "the documents");
    },
  },
  {
    id: "DO-9",
    title: "a document is returned exactly as it was written, including the order of its keys",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      const { tenant } = context;
      await assert(
        asyncProperty(arbitraryContent, arbitraryName, async (content, name) => {
          const history = promptHistory(unique("prm"));
          const { id } = history;
          const permissions = ["READ", "EXECUTE"];
          await happen(
            writer,
            tenant,
            history,
            promptCreated(id, { name, description: name }),
            promptTagged(name, name),
            accessGranted("user", name, permissions),
            versionCreated(id, 1, content),
            versionCommitted(1),
            versionDeployed(id, 1),
          );
          const found = await documentsOf(reader, tenant, { id });
          same(JSON.stringify(found), JSON.stringify(expectedOf(history)), "the text of the documents");
        }),
        forProperty(context),
      );
    },
  },
];
