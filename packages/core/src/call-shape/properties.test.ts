import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Rendered } from "../template/render.ts";
import { deepFreeze } from "../validation/freeze.ts";
import type { JsonObject } from "../validation/json.ts";
import type { Message } from "../version/content.ts";
import type { UnsupportedField } from "./shape-options.ts";
import { toAISDK } from "./to-ai-sdk.ts";
import { toAnthropic } from "./to-anthropic.ts";
import { toOpenAI } from "./to-openai.ts";

/** A text that is found again: no other has it in it. */
let count = 0;
const mark = fc.constant(null).map(() => `«${count++}»`);

const extra = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      { cache_control: fc.record({ type: mark }), citations: mark, id: mark },
      { requiredKeys: [] },
    ),
  },
);
const withExtra = (arbitrary: fc.Arbitrary<object>): fc.Arbitrary<JsonObject> =>
  fc.tuple(arbitrary, extra).map(([one, more]) => ({ ...one, ...more }) as JsonObject);
const url = mark.map((text) => `https://example.com/${text}`);
const base64 = mark.map((text) => `data:image/png;base64,${text}`);
const text = withExtra(fc.record({ type: fc.constant("text"), text: mark }));
const image = withExtra(
  fc.oneof(
    fc.record({
      type: fc.constant("image_url"),
      image_url: fc.oneof(
        url,
        fc.record({ url: fc.oneof(url, base64, mark), detail: mark }, { requiredKeys: ["url"] }),
      ),
    }),
    fc.record({ type: fc.constant("image"), source: fc.record({ type: fc.constant("url"), url }) }),
    fc.record(
      { type: fc.constant("image"), image: fc.oneof(url, mark), mediaType: fc.constant("image/png") },
      { requiredKeys: ["type", "image"] },
    ),
  ),
);
const call = withExtra(
  fc.oneof(
    fc.record({ type: fc.constant("tool_use"), id: mark, name: mark, input: fc.record({ a: mark }) }),
    fc.record({ type: fc.constant("tool-call"), toolCallId: mark, toolName: mark, input: mark }),
  ),
);
const result = withExtra(
  fc.oneof(
    fc.record({
      type: fc.constant("tool_result"),
      tool_use_id: mark,
      content: fc.oneof(mark, fc.array(fc.oneof(text, image))),
    }),
    fc.record({
      type: fc.constant("tool-result"),
      toolCallId: mark,
      toolName: mark,
      output: fc.record({ type: fc.constantFrom("text", "json", "error-text", "other"), value: mark }),
    }),
  ),
);
const odd = fc.oneof(mark, fc.record({ type: fc.constantFrom("file", "document", "video"), file: mark }));
const part = fc.oneof(text, image, call, result, odd);
const toolCall = fc.record({
  id: mark,
  type: fc.constant("function"),
  function: fc.record({
    name: mark,
    arguments: fc.oneof(
      mark,
      mark.map((one) => JSON.stringify({ a: one })),
    ),
  }),
});
const message = withExtra(
  fc.record(
    {
      role: fc.constantFrom("system", "developer", "user", "assistant", "tool", "critic"),
      content: fc.oneof(mark, fc.array(part, { maxLength: 4 }), fc.record({ a: mark }), fc.constant(null)),
      name: mark,
      tool_calls: fc.array(toolCall, { maxLength: 2 }),
      tool_call_id: mark,
    },
    { requiredKeys: ["role"] },
  ),
).map((one) => one as Message);
const schema = fc.record({ type: fc.constant("object"), description: mark });
const tool = fc.oneof(
  fc.record({
    type: fc.constant("function"),
    function: fc.record(
      { name: mark, description: mark, parameters: schema, odd: mark },
      { requiredKeys: ["name"] },
    ),
  }),
  withExtra(fc.record({ name: mark, input_schema: schema })),
  fc.record({ type: mark, name: mark }),
);
const content = fc.record(
  {
    messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    reasoningEffort: mark,
    verbosity: mark,
    thinking: fc.record({ type: mark, budget_tokens: fc.constant(1) }, { requiredKeys: [] }),
    tools: fc.array(tool, { maxLength: 3 }),
    toolChoice: fc.oneof(
      fc.constantFrom("auto", "any"),
      mark,
      fc.record({ type: fc.constant("tool"), name: mark }),
    ),
    responseFormat: fc.oneof(
      fc.record(
        { type: fc.constantFrom("text", "json_object", "xml"), odd: mark },
        { requiredKeys: ["type"] },
      ),
      fc.record({
        type: fc.constant("json_schema"),
        json_schema: fc.record({ schema, description: mark, odd: mark }, { requiredKeys: [] }),
      }),
    ),
    jsonSchema: schema,
    fallbackModels: fc.array(mark),
    loadBalanceModels: fc.array(fc.record({ model: mark }), { maxLength: 2 }),
    stopWords: fc.array(mark, { maxLength: 2 }),
  },
  { requiredKeys: ["messages"] },
) as fc.Arbitrary<Rendered>;

type Report = (fields: readonly UnsupportedField[]) => void;
const defaults = { model: "m", maxTokens: 9 };
const shapes: readonly (readonly [string, (content: Rendered, onUnsupported?: Report) => object])[] = [
  ["OpenAI", (one, onUnsupported = () => undefined) => toOpenAI(one, { defaults, onUnsupported })],
  ["Anthropic", (one, onUnsupported = () => undefined) => toAnthropic(one, { defaults, onUnsupported })],
  ["the AI SDK", (one, onUnsupported = () => undefined) => toAISDK(one, { defaults, onUnsupported })],
  [
    "the AI SDK with OpenAI",
    (one, onUnsupported = () => undefined) => toAISDK(one, { defaults, onUnsupported, provider: "openai" }),
  ],
];

/** All texts of a value, also those of schemas that are made when they are read. */
async function textOf(value: unknown): Promise<string> {
  if (typeof value === "function") return textOf(value());
  if (value instanceof Promise) return textOf(await value);
  if (typeof value !== "object" || value === null) return String(value);
  const parts: string[] = [];
  for (const [key, entry] of Object.entries(value))
    if (!/^(?:validate|parse\w+|create\w+)$/u.test(key)) parts.push(key, await textOf(entry));
  return parts.join("\n");
}

/** The marks of a content, each with the path of its place. */
function marksOf(value: unknown, path = ""): readonly (readonly [mark: string, path: string])[] {
  if (typeof value === "string") return (value.match(/«\d+»/gu) ?? []).map((one) => [one, path] as const);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const step = Array.isArray(value) ? `[${key}]` : path === "" ? key : `.${key}`;
    return marksOf(entry, path + step);
  });
}

describe.each(shapes)("a request for %s", (_name, shape) => {
  test("has everything of the content, or names it as left out", async () => {
    await fc.assert(
      fc.asyncProperty(content, async (one) => {
        const fields: string[] = [];
        const request = shape(one, (reported) => fields.push(...reported.map(({ field }) => field)));
        const written = await textOf(request);
        const lost = marksOf(one).filter(
          ([found, path]) => !written.includes(found) && !fields.some((field) => path.startsWith(field)),
        );
        expect({ lost, one, fields }).toMatchObject({ lost: [] });
      }),
      { numRuns: 300 },
    );
  });

  test("shares nothing with the content, which does not change", () => {
    fc.assert(
      fc.property(content, (one) => {
        const before = JSON.stringify(one);
        const request = shape(deepFreeze(one));
        overwrite(request);
        expect(JSON.stringify(one)).toBe(before);
      }),
      { numRuns: 100 },
    );
  });

  test("is JSON, and the same each time", () => {
    fc.assert(
      fc.property(content, (one) => {
        const {
          tools: _tools,
          output: _output,
          ...request
        } = shape(one) as { tools?: unknown; output?: unknown };
        expect(JSON.parse(JSON.stringify(request))).toStrictEqual(request);
        expect(JSON.stringify(shape(one))).toBe(JSON.stringify(shape(one)));
      }),
      { numRuns: 100 },
    );
  });
});

/** Changes every object and list of a request; a frozen one would throw. */
function overwrite(value: unknown): void {
  if (typeof value !== "object" || value === null || value instanceof Promise) return;
  for (const entry of Object.values(value)) overwrite(entry);
  Object.assign(value, { changed: true });
}
