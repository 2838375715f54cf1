import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { portableHasher } from "../ports/hasher.ts";
import type { Content, ContentChanges } from "./content.ts";
import {
  applyContentChanges,
  CONTENT_FIELDS,
  CONTENT_HASH_VERSION,
  contentShape,
  effectiveChanges,
  hashContent,
  normalizeContent,
} from "./content.ts";

/** Every field, in the order of the REST APIs' documentation, which is the order of the hash. */
const full: Required<Content> = {
  messages: [{ role: "system", content: "Hello {{name}}" }],
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
  thinking: { type: "enabled", budget: 1024 },
  variables: { name: "World" },
  tools: [{ type: "function", function: { name: "look_up" } }],
  toolChoice: "auto",
  responseFormat: { type: "json_schema" },
  jsonSchema: { type: "object", properties: { b: {}, a: {} } },
  isEnforcingResponseFormat: true,
  fallbackModels: ["gpt-4o-mini"],
  loadBalanceModels: [{ model: "gpt-4o", weight: 1 }],
  stopWords: ["END"],
  templateSyntax: "mustache",
  templatedParts: ["tools"],
};

/** The same, written by hand as the text that is hashed. */
const FULL_TEXT =
  '{"messages":[{"role":"system","content":"Hello {{name}}"}],"model":"gpt-4o","temperature":0.7,"max_tokens":256,' +
  '"top_p":1,"frequency_penalty":-0.5,"presence_penalty":0.5,"stream":false,"reasoning_effort":"low",' +
  '"verbosity":"high","seed":42,"thinking":{"type":"enabled","budget":1024},"variables":{"name":"World"},' +
  '"tools":[{"type":"function","function":{"name":"look_up"}}],"tool_choice":"auto",' +
  '"response_format":{"type":"json_schema"},"json_schema":{"type":"object","properties":{"b":{},"a":{}}},' +
  '"is_enforcing_response_format":true,"fallback_models":["gpt-4o-mini"],' +
  '"load_balance_models":[{"model":"gpt-4o","weight":1}],"stop_words":["END"],"template_syntax":"mustache",' +
  '"templated_parts":["tools"]}';

const hash = (content: ContentChanges) => hashContent(content as Content, portableHasher);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Contents and changes with any JSON in any field: the laws do not depend on what the fields may hold. */
const jsonChange = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const FIELDS = CONTENT_FIELDS.map(([field]) => field);
const changes = fc.dictionary(fc.constantFrom(...FIELDS), jsonChange) as fc.Arbitrary<ContentChanges>;
const contents = changes.map(normalizeContent);

describe("the content hash", () => {
  test("is SHA-256 of the JSON text of the fields, in their order and under the APIs' names", () => {
    expect(hash(full)).toBe(sha256(FULL_TEXT));
    expect(hash(full)).toBe("093ed85ab00f72eb6994844091568cc062cd7d72f19446c0c340227517954f72");
    // Contents from before the last field was added keep their hashes.
    expect(hash({ ...full, templatedParts: null })).toBe(
      "35da28c6a05ceb526ebe60ab8d2c86c7e48b927ab2489da5857394e90488c43c",
    );
    expect(hash({})).toBe(sha256("{}"));
    expect(hash({ messages: [{ role: "user", content: "Grüße 🎉" }] })).toBe(
      sha256('{"messages":[{"role":"user","content":"Grüße 🎉"}]}'),
    );
    expect(CONTENT_HASH_VERSION).toBe(1);
  });

  test("covers every field", () => {
    expect(FIELDS).toEqual(Object.keys(full));
    expect(Object.keys(contentShape)).toEqual(Object.keys(full));
    for (const field of FIELDS) {
      const { [field]: _left, ...rest } = full;
      expect(hash(rest)).not.toBe(hash(full));
    }
  });

  test("is the same whether a field is absent or null", () => {
    const nulls = Object.fromEntries(FIELDS.map((field) => [field, null]));
    expect(hash(nulls)).toBe(hash({}));
    expect(hash({ ...nulls, model: "m" })).toBe(hash({ model: "m" }));
  });

  test("does not depend on the order of fields, whatever they hold", () => {
    fc.assert(
      fc.property(contents, (content) => {
        expect(hash(Object.fromEntries(Object.entries(content).reverse()))).toBe(hash(content));
      }),
    );
  });

  test("depends on the order of keys inside a field", () => {
    expect(hash({ jsonSchema: { a: 1, b: 2 } })).not.toBe(hash({ jsonSchema: { b: 2, a: 1 } }));
  });

  test("does not cover what is no content", () => {
    expect(hash({ model: "m", description: "d" } as ContentChanges)).toBe(hash({ model: "m" }));
  });
});

describe("content changes", () => {
  test("set, clear with null, and leave what is not named", () => {
    expect(
      applyContentChanges({ model: "m", seed: 1 }, { seed: null, temperature: 0, messages: [] }),
    ).toStrictEqual({ messages: [], model: "m", temperature: 0 });
  });

  test("keep false, zero and empty values, which are not null", () => {
    const kept: Content = { temperature: 0, stream: false, verbosity: "", stopWords: [], variables: {} };
    expect(normalizeContent(kept)).toStrictEqual(kept);
    expect(effectiveChanges({}, kept)).toStrictEqual(kept);
  });

  test("lead to a content in the order of the fields, without nulls and without anything else", () => {
    const reversed = Object.fromEntries(Object.entries({ ...full, seed: null, other: 1 }).reverse());
    const { seed: _seed, ...rest } = full;
    expect(JSON.stringify(normalizeContent(reversed))).toBe(JSON.stringify(rest));
  });

  test("are effective where the JSON text differs, so the order of keys counts", () => {
    const content: Content = { jsonSchema: { a: 1, b: 2 }, model: "m" };
    expect(effectiveChanges(content, { jsonSchema: { a: 1, b: 2 }, model: "m" })).toStrictEqual({});
    expect(effectiveChanges(content, { jsonSchema: { b: 2, a: 1 } })).toStrictEqual({
      jsonSchema: { b: 2, a: 1 },
    });
    expect(effectiveChanges(content, { model: null, seed: null })).toStrictEqual({ model: null });
    expect(effectiveChanges(content, { other: 1 } as ContentChanges)).toStrictEqual({});
  });

  test("obey their laws, whatever the fields hold", () => {
    fc.assert(
      fc.property(contents, changes, (content, change) => {
        const after = applyContentChanges(content, change);
        const effective = effectiveChanges(content, change);
        // Only the effective ones matter, after which none is left.
        expect(applyContentChanges(content, effective)).toStrictEqual(after);
        expect(effectiveChanges(after, change)).toStrictEqual({});
        expect(effectiveChanges(after, effective)).toStrictEqual({});
        // Applying again changes nothing, and no change is none.
        expect(applyContentChanges(after, change)).toStrictEqual(after);
        expect(applyContentChanges(content, {})).toStrictEqual(content);
        // The same content has the same hash, and another one another.
        expect(hash(after) === hash(content)).toBe(Object.keys(effective).length === 0);
      }),
    );
  });
});
