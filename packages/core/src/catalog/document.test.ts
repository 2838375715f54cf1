import { describe, expect, test } from "vitest";
import {
  pinOn,
  promptCreated,
  promptDeleted,
  saying,
  streamOf,
  versionCommitted,
  versionCreated,
  versionDeployed,
} from "../../test/given.ts";
import { compareDocuments } from "../adapter-kit/rebuild-streams.ts";
import { fold } from "../decider.ts";
import { projectStream } from "../history/projection.ts";
import { slugDecider } from "../prompt/slug-claim.ts";
import type { PromptStreamEvent } from "../prompt/stream.ts";
import { promptStreamDecider } from "../prompt/stream-decider.ts";
import { AT_APPEND } from "../recorded-at.ts";
import { addressOf, addressText, documentWithRecordedAt } from "./document.ts";
import { documentsOf, slugDocument } from "./documents-of.ts";

const events: readonly PromptStreamEvent[] = [
  promptCreated,
  { type: "PromptTagged", data: { id: "tag_1", key: "team", value: null, color: "#000000" } },
  versionCreated(1, saying("one")),
  versionCommitted(1, saying("one")),
  versionDeployed(pinOn(1, 4, saying("one"))),
];

const at = (version: number, time: number) => ({ version, at: time, actor: "ann" });

describe("documents that are made before their events are recorded", () => {
  const settled = (happened: readonly PromptStreamEvent[], from: number) => {
    const past = happened.slice(0, from).map((event, index) => ({ ...event, ...at(index + 1, 1000) }));
    const now = happened.slice(from);
    const pending = now.map((event, index) => ({ ...event, ...at(from + index + 1, AT_APPEND) }));
    const recorded = now.map((event, index) => ({ ...event, ...at(from + index + 1, 5000) }));
    const before = fold(promptStreamDecider, promptStreamDecider.initialState, past);
    return {
      settled: documentsOf(fold(promptStreamDecider, before, pending)).map((one) =>
        documentWithRecordedAt(one, 5000),
      ),
      expected: documentsOf(fold(promptStreamDecider, before, recorded)),
    };
  };

  test.each([0, 1, 2, 3, 4])("get the time of the append, from event %i on", (from) => {
    const { settled: made, expected } = settled([...events, promptDeleted], from);
    expect(made).toStrictEqual(expected);
    const { settled: alive, expected: expectedAlive } = settled(events, from);
    expect(alive).toStrictEqual(expectedAlive);
  });

  test("stay as they are where every time is known", () => {
    for (const document of documentsOf(streamOf(...events)))
      expect(documentWithRecordedAt(document, 99_999)).toStrictEqual(document);
  });

  test("of slugs get it too", () => {
    const free = { ...slugDecider.initialState, slug: "s" };
    const pending = slugDocument({ ...free, promptId: "p", lastEventAt: AT_APPEND }, 1);
    expect(documentWithRecordedAt(pending, 5000).state).toEqual({
      slug: "s",
      promptId: "p",
      lastEventAt: 5000,
    });
    expect(documentWithRecordedAt(slugDocument(free, 1), 5000).state).toMatchObject({ lastEventAt: 0 });
  });
});

describe("a document's address", () => {
  const documents = [
    ...documentsOf(streamOf(...events)),
    slugDocument({ ...slugDecider.initialState, slug: "a/b" }, 1),
  ];

  test("tells what it is about", () => {
    expect(documents.map((document) => addressText(addressOf(document)))).toEqual([
      "prompt/prm_1",
      "version/prm_1/1",
      "deployment/prm_1/production",
      "slug/a/b",
    ]);
  });

  test("is what differences are found by", () => {
    const [prompt, version, deployment, slug] = documents;
    if (!(prompt && version && deployment && slug)) throw new Error("there are four documents");
    expect(compareDocuments(documents, documents)).toEqual([]);
    expect(
      compareDocuments([prompt, version, deployment], [slug, { ...version, version: 9 }, prompt]),
    ).toEqual([
      "version/prm_1/1 differs from its events",
      "deployment/prm_1/production is missing",
      "slug/a/b belongs to no event",
    ]);
  });
});

test("streams without documents are projected to none", () => {
  expect(projectStream("prompt-1", [])).toEqual([]);
  const other = {
    id: "e1",
    tenant: "acme",
    stream: "other-1",
    version: 1,
    position: 1,
    type: "Other",
    schemaVersion: 1,
    data: "{}",
    metadata: '{"actor":"a","commandId":"c"}',
    recordedAt: 1,
    occurredAt: null,
  };
  expect(projectStream("other-1", [other])).toEqual([]);
});
