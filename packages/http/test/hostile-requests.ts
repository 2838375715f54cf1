import fc from "fast-check";
import { KEY } from "./respan-client.ts";

/** One of the 14 endpoints, with a body that it takes. */
export interface HostileTarget {
  readonly method: string;
  readonly path: string;
  readonly valid: { readonly [name: string]: unknown };
}

const CREATION = {
  description: "d",
  messages: [{ role: "user", content: "{{a}}" }],
  model: "gpt-4o",
  temperature: 0.5,
  max_tokens: 100,
  top_p: 0.5,
  frequency_penalty: 0,
  presence_penalty: 0,
  seed: 1,
  variables: { a: "" },
  tools: [{ type: "function" }],
  tool_choice: "auto",
  response_format: { type: "text" },
  load_balance_models: [{ model: "gpt-4o", weight: 1 }],
  deploy: true,
};
const LIST = {
  filters: { name: { operator: "icontains", value: ["a"] }, starred: { value: true } },
  operator: "OR",
};

/** `{id}` is a prompt with version 1 live, version 2 committed and version 3 a draft. */
export const TARGETS: readonly HostileTarget[] = [
  { method: "POST", path: "/api/prompts/list/", valid: LIST },
  {
    method: "POST",
    path: "/api/prompts/",
    valid: { name: "A", description: "d", starred: true },
  },
  { method: "GET", path: "/api/prompts/{id}/", valid: {} },
  {
    method: "PATCH",
    path: "/api/prompts/{id}/",
    valid: { name: "B", starred: true, deploy: true },
  },
  { method: "DELETE", path: "/api/prompts/{id}/", valid: {} },
  { method: "POST", path: "/api/prompts/{id}/versions/", valid: CREATION },
  { method: "GET", path: "/api/prompts/{id}/versions/", valid: {} },
  { method: "GET", path: "/api/prompts/{id}/versions/2/", valid: {} },
  { method: "PATCH", path: "/api/prompts/{id}/versions/3/", valid: CREATION },
  { method: "DELETE", path: "/api/prompts/{id}/versions/2/", valid: {} },
  { method: "POST", path: "/api/prompts/{id}/commits/", valid: { description: "c" } },
  { method: "POST", path: "/api/prompts/{id}/deployments/", valid: { version: 2 } },
  { method: "GET", path: "/api/prompts/summary/", valid: {} },
  { method: "POST", path: "/api/prompts/summary/", valid: LIST },
];

/** A request to send. */
export interface HostileRequest {
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const nasty = fc.constantFrom(
  "\ud800",
  "\u0000",
  "__proto__",
  "constructor",
  "{{",
  "%00",
  "'; DROP TABLE prompts;--",
  "x".repeat(20_000),
  "\u202e",
  "💥",
  "2026-01-01",
  "",
);
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.constantFrom(null, true, false, 0, -1, 1, 2, 3, 0.5, 1e300, 2 ** 31, 2 ** 53, -0, 3.7),
  fc.constantFrom(
    "",
    "not",
    "in",
    "lt",
    "icontains",
    "isnull",
    "empty",
    "regex",
    "AND",
    "OR",
    "draft",
    "latest",
  ),
);
const value: fc.Arbitrary<unknown> = fc.letrec<{ readonly tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom("role", "content", "operator", "value", "model", "type"), nasty),
      tie("tree"),
      {
        maxKeys: 3,
      },
    ),
  ),
})).tree;

const raw = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "{",
    "[]",
    "null",
    "0",
    '"x"',
    "{}",
    '{"name":',
    '{"a":1e999}',
    "\u{FEFF}{}",
    "NaN",
    "{'a':1}",
  ),
  fc.constant("[".repeat(100_000)),
  fc.constant(`${'{"filters":'.repeat(70)}1${"}".repeat(70)}`),
  fc.constant(`{"name":"${"x".repeat(1_100_000)}"}`),
  fc.constant('{"__proto__":{"name":"x"},"name":"y"}'),
  fc.constant('{"name":"a","name":"\\udfff"}'),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes)),
);

/** A request to a target: mostly a body that it takes with something wrong in it, sometimes no JSON, sometimes a wrong key or path. */
export function hostileRequest({ path, valid }: HostileTarget): fc.Arbitrary<HostileRequest> {
  const fields = Object.keys(valid);
  const field = fc.constantFrom(
    ...fields,
    "prompt_id",
    "prompt_slug",
    "variables",
    "thinking",
    "deploy",
    "filters",
    "x",
  );
  const changed = fc
    .array(fc.tuple(field, value), { maxLength: 3 })
    .map((changes) => JSON.stringify({ ...valid, ...Object.fromEntries(changes) }));
  const partial = fc
    .subarray(fields)
    .map((kept) => JSON.stringify(Object.fromEntries(kept.map((name) => [name, valid[name]]))));
  const query = fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    {
      weight: 1,
      arbitrary: fc
        .dictionary(
          fc.constantFrom("page", "page_size", "sort_by", "starred"),
          fc.oneof(nasty, fc.integer().map(String)),
          { maxKeys: 2 },
        )
        .map((parameters) => `?${new URLSearchParams(parameters)}`),
    },
  );
  return fc.record({
    path: fc
      .tuple(
        fc.oneof(
          { weight: 9, arbitrary: fc.constant(path) },
          {
            weight: 1,
            arbitrary: fc.constantFrom(
              `${path}x/`,
              path.replace("{id}", "no%00ne"),
              path.replace(/\d+\/$/u, "99/"),
            ),
          },
        ),
        query,
      )
      .map((parts) => parts.join("")),
    headers: fc
      .tuple(
        fc.oneof(
          { weight: 12, arbitrary: fc.constant(`Bearer ${KEY}`) },
          { weight: 1, arbitrary: fc.constantFrom("Bearer", "Basic eA==", "Bearer \u00ff") },
        ),
        seldom("if-match", ["*", '"1"', "x"]),
        seldom("idempotency-key", ["a", "b", "k".repeat(300)]),
        seldom("content-type", ["text/plain", "application/json", "multipart/form-data"]),
      )
      .map(([authorization, ...others]) => Object.assign({ authorization }, ...others)),
    body: fc.oneof(
      { weight: 3, arbitrary: changed },
      { weight: 1, arbitrary: partial },
      { weight: 1, arbitrary: raw },
    ),
  });
}

function seldom(name: string, values: readonly string[]): fc.Arbitrary<{ readonly [name: string]: string }> {
  return fc.oneof(
    { weight: 7, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom(...values).map((one) => ({ [name]: one })) },
  );
}
