import { readFileSync } from "node:fs";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { describe, expect, test } from "vitest";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { decodeEvent, SCHEMA_VERSIONS } from "./ledger-event.ts";
import { foldAccessStream, foldIntegrationsStream, foldPromptStream, foldSlugStream } from "./projection.ts";

// The log of a ledger as the first release stored it, one recorded event a line. It never changes: whatever later releases do
// to the shapes of events, they lift these to what is expected below.
const files = [
  "events-v1.ndjson",
  "access-events-v1.ndjson",
  "tags-events-v1.ndjson",
  "key-events-v1.ndjson",
  "redaction-events-v1.ndjson",
];
const events = files.flatMap((file) =>
  readFileSync(new URL(`../../test/fixtures/${file}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedEvent),
);

/** What the streams of that log fold to. */
const STATES: { readonly [stream: string]: unknown } = {
  "prompt-prm_01KDVQ00000000000000000001": {
    prompt: {
      status: "alive",
      id: "prm_01KDVQ00000000000000000001",
      slug: "bobs",
      name: "Bob's own",
      description: null,
      starred: false,
      tags: [],
      numbers: [],
      highest: 0,
      draft: null,
      current: null,
      deployments: {},
      grants: [
        {
          subject: {
            type: "user",
            id: "bob",
          },
          permissions: ["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"],
        },
      ],
      createdAt: 1767139260000,
      createdBy: "bob",
      updatedAt: 1767227100000,
      updatedBy: "jane",
      deletedAt: null,
      lastEventAt: 1767227100000,
      revision: 4,
    },
    versions: {},
    pinned: {},
  },
  "slug-bob-s-own": {
    slug: "bob-s-own",
    promptId: null,
    lastEventAt: 1767227040000,
  },
  "prompt-greeting": {
    prompt: {
      status: "alive",
      id: "greeting",
      slug: "grüße",
      name: "Grüße 🎉",
      description: null,
      starred: true,
      tags: [
        {
          id: "tag_b19b6fafdd4c7f1707eb212c",
          key: "team",
          value: "core",
          color: "#3B82F6",
          createdAt: 1767225840000,
          updatedAt: 1767225840000,
        },
      ],
      numbers: [1, 2],
      highest: 3,
      draft: null,
      current: {
        number: 2,
        id: "pv_01KDVQ00000000000000000018",
        model: null,
        committed: true,
        updatedAt: 1767226560000,
      },
      deployments: {
        production: {
          number: 1,
          versionId: "pv_01KDVQ00000000000000000014",
          revision: 7,
          contentHash: "288539a3dbb11fec0dfcbb5466a1e7dccf6e9b4c29ae18dacbf552bbea80680e",
          deployedAt: 1767226680000,
          deployedBy: "jane",
          deployedRevision: 21,
          trail: [],
        },
      },
      grants: [
        {
          subject: {
            type: "group",
            id: "support",
          },
          permissions: ["READ", "EXECUTE"],
        },
      ],
      createdAt: 1767225720000,
      createdBy: "jane",
      updatedAt: 1767225960000,
      updatedBy: "jane",
      deletedAt: null,
      lastEventAt: 1767226980000,
      revision: 26,
    },
    versions: {
      "1": {
        status: "committed",
        promptId: "greeting",
        id: "pv_01KDVQ00000000000000000014",
        number: 1,
        content: {
          messages: [
            {
              role: "user",
              content: "uno",
            },
          ],
          templateSyntax: "dollar",
        },
        contentHash: "21de1b547569efa4111cfe70899bf8b0835c3fcb1f451179b950e0129f692b27",
        hashVersion: 1,
        description: null,
        message: "first",
        integrations: [],
        createdAt: 1767226500000,
        createdBy: "jane",
        updatedAt: 1767226500000,
        updatedBy: "jane",
        committedAt: 1767226500000,
        committedBy: "jane",
        revision: 16,
      },
      "2": {
        status: "committed",
        promptId: "greeting",
        id: "pv_01KDVQ00000000000000000018",
        number: 2,
        content: {
          messages: [
            {
              role: "user",
              content: "two",
            },
          ],
          temperature: 0,
        },
        contentHash: "1278a3afdd3c161377e35695eacaf399d464a5d5d3b466f6302fc61e429ed5a8",
        hashVersion: 1,
        description: "the second",
        message: null,
        integrations: ["a:b"],
        createdAt: 1767226200000,
        createdBy: "jane",
        updatedAt: 1767226560000,
        updatedBy: "jane",
        committedAt: 1767226560000,
        committedBy: "jane",
        revision: 19,
      },
    },
    pinned: {
      production: {
        status: "committed",
        promptId: "greeting",
        id: "pv_01KDVQ00000000000000000014",
        number: 1,
        content: {
          messages: [
            {
              role: "system",
              content: "Hello {{name}}",
            },
          ],
          model: "gpt-4o",
          temperature: 0.7,
          maxTokens: 256,
          topP: 1,
          frequencyPenalty: -0.5,
          presencePenalty: 0.5,
          stream: false,
          reasoningEffort: "low",
          verbosity: "high",
          seed: 42,
          thinking: {
            type: "enabled",
          },
          variables: {
            name: "World",
          },
          tools: [
            {
              type: "function",
              function: {
                name: "look_up",
              },
            },
          ],
          toolChoice: "auto",
          responseFormat: {
            type: "json_schema",
          },
          jsonSchema: {
            type: "object",
            properties: {
              b: {},
              a: {},
            },
          },
          isEnforcingResponseFormat: true,
          fallbackModels: ["gpt-4o-mini"],
          loadBalanceModels: [
            {
              model: "gpt-4o",
              weight: 1,
            },
          ],
          stopWords: ["END"],
          templateSyntax: "mustache",
        },
        contentHash: "288539a3dbb11fec0dfcbb5466a1e7dccf6e9b4c29ae18dacbf552bbea80680e",
        hashVersion: 1,
        description: "the first",
        message: "first",
        integrations: ["openai:gpt-4o"],
        createdAt: 1767226020000,
        createdBy: "jane",
        updatedAt: 1767226080000,
        updatedBy: "jane",
        committedAt: 1767226080000,
        committedBy: "jane",
        revision: 7,
      },
    },
  },
  "slug-greeting": {
    slug: "greeting",
    promptId: null,
    lastEventAt: 1767225780000,
  },
  "slug-grüße": {
    slug: "grüße",
    promptId: "greeting",
    lastEventAt: 1767225780000,
  },
  "slug-bobs": {
    slug: "bobs",
    promptId: "prm_01KDVQ00000000000000000001",
    lastEventAt: 1767227100000,
  },
  access: {
    targets: {
      tenant: {
        target: { tenant: true },
        grants: [{ subject: { type: "user", id: "bob" }, permissions: ["READ"] }],
      },
      "tag team:core": {
        target: { tag: "team:core" },
        grants: [{ subject: { type: "user", id: "bob" }, permissions: ["READ"] }],
      },
    },
    keys: { key_1: { actorId: "app:worker", enabled: true, createdAt: 1767228660000 } },
    erased: { "actor:bob": 1767228960000 },
    applications: {
      worker: {
        id: "worker",
        name: "The worker",
        roles: ["READERS"],
        tags: [{ key: "plain", value: null }],
        deleted: false,
        createdAt: 1767227400000,
        createdBy: "jane",
        updatedAt: 1767228360000,
        updatedBy: "jane",
      },
      gone: {
        id: "gone",
        name: "Gone",
        roles: [],
        tags: [],
        deleted: true,
        createdAt: 1767227640000,
        createdBy: "jane",
        updatedAt: 1767227700000,
        updatedBy: "jane",
      },
    },
  },
  integrations: {
    integrations: {
      openai: {
        name: "openai",
        type: "openai",
        category: "AI_MODEL",
        description: "ours",
        enabled: false,
        configuration: { endpoint: "https://models.test/v1" },
        secrets: { api_key: "sealed 1 JTIyc2stMSUyMg==" },
        models: {
          "gpt-4o": {
            name: "gpt-4o",
            description: "the large one",
            enabled: true,
            configuration: {},
            secrets: {},
            tags: [{ key: "team", value: "docs" }],
            createdAt: 1767227880000,
            createdBy: "jane",
            updatedAt: 1767228600000,
            updatedBy: "jane",
          },
        },
        tags: [{ key: "plain", value: null }],
        createdAt: 1767227760000,
        createdBy: "jane",
        updatedAt: 1767228480000,
        updatedBy: "jane",
      },
    },
  },
};

/** The fold of a stream, by its name. */
function folded(stream: string): unknown {
  const own = events.filter((event) => event.stream === stream);
  if (stream === "access") return foldAccessStream(own);
  if (stream === "integrations") return foldIntegrationsStream(own);
  return stream.startsWith("slug-")
    ? foldSlugStream(stream.slice("slug-".length), own)
    : foldPromptStream(own);
}

describe("events that the first release stored", () => {
  test("are of every type, in version 1", () => {
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(Object.keys(SCHEMA_VERSIONS).sort());
    expect(events.every(({ schemaVersion }) => schemaVersion === 1)).toBe(true);
  });

  test("are decoded with who, when and why", () => {
    const [imported, , , created, , edited] = events.map((event) => decodeEvent(event));
    expect(imported).toStrictEqual({
      type: "PromptCreated",
      data: {
        promptId: "prm_01KDVQ00000000000000000001",
        slug: "bob-s-own",
        name: "Bob's own",
        description: null,
      },
      version: 1,
      at: Date.parse("2025-12-31T00:01:00Z"),
      actor: "bob",
      id: "01KDVQ00000000000000000002",
      tenant: "acme",
      stream: "prompt-prm_01KDVQ00000000000000000001",
      position: 1,
      recordedAt: Date.parse("2026-01-01T00:01:00Z"),
      occurredAt: Date.parse("2025-12-31T00:01:00Z"),
      commandId: "cmd-1",
      reason: "imported",
      promptId: "prm_01KDVQ00000000000000000001",
      actorKind: "host",
      metadata: { actor: "bob", actorKind: "host", commandId: "cmd-1", reason: "imported" },
    });
    expect(created?.metadata).toStrictEqual({
      actor: "jane",
      actorKind: "host",
      commandId: "cmd-2",
      reason: "a first prompt",
      correlationId: "corr-1",
      causationId: "cause-1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    });
    expect(edited).toStrictEqual({
      type: "PromptEdited",
      data: { name: "Grüße 🎉", description: null, slug: "grüße", starred: true },
      version: 2,
      at: Date.parse("2026-01-01T00:03:00Z"),
      actor: "jane",
      id: "01KDVQ00000000000000000008",
      tenant: "acme",
      stream: "prompt-greeting",
      position: 6,
      recordedAt: Date.parse("2026-01-01T00:03:00Z"),
      occurredAt: null,
      commandId: "cmd-3",
      reason: null,
      promptId: "greeting",
      actorKind: "host",
      metadata: { actor: "jane", actorKind: "host", commandId: "cmd-3" },
    });
  });

  test.each(Object.keys(STATES))("fold to what was: %s", (stream) => {
    expect(folded(stream)).toStrictEqual(STATES[stream]);
  });

  test("fill an empty store: documents are made of them, and no document differs from its events", async () => {
    const store = memoryEventStore();
    expect(await store.restore("acme", events)).toMatchObject({ events: events.length });
    for await (const _ of store.rebuild("acme"));
    for await (const { differences } of store.rebuild("acme", { check: true }))
      expect(differences).toEqual([]);
    const { documents } = await store.load("acme", {
      documents: [{ kind: "prompt", prompt: { slug: "grüße" } }],
    });
    expect(documents[0]?.state).toMatchObject({ id: "greeting", name: "Grüße 🎉" });
  });
});
