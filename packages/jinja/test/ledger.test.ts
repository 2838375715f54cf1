import { memoryEventStore } from "@promptledger/adapter-memory";
import type { JsonObject, RenderOptions } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jinjaRenderer } from "../src/jinja-renderer.ts";
import { rendered } from "./rendered.ts";

/** What a ledger with the renderer makes of texts. */
async function throughLedger(
  texts: readonly string[],
  values: JsonObject,
  options?: RenderOptions,
): Promise<readonly string[]> {
  await using ledger = createLedger({ store: memoryEventStore(), renderer: jinjaRenderer() });
  const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  const prompt = await acme.prompts.create({ name: "n" });
  const messages = texts.map((content) => ({ role: "user", content }));
  await acme.versions.create(prompt, { templateSyntax: "jinja", messages });
  await acme.versions.commit(prompt);
  await acme.deployments.deploy(prompt, { version: 1 });
  const live = (await acme.resolve(prompt)).render(values, options);
  return live.messages.map((message) => String(message["content"]));
}

describe("a ledger with the renderer", () => {
  test("renders logic, and tells the variables of its versions", async () => {
    const text = "{% for item in items %}{{ item | upper }}{% endfor %}{{ tone | default('calm') }}";
    expect(await throughLedger([text], { items: ["a", "b"] })).toEqual(["ABcalm"]);
    await expect(throughLedger([text], {})).rejects.toMatchObject({
      code: "variables-mismatch",
      details: { missing: ["items"] },
    });
    expect(await throughLedger([text], {}, { mode: "lenient" })).toEqual(["calm"]);
  });

  test("refuses a text with a flaw when it is written, with its place", async () => {
    await expect(throughLedger(["a\n {{ b | shout }}"], {})).rejects.toMatchObject({
      code: "template-invalid",
      details: { faults: [{ field: "messages[0].content", line: 2, column: 9, text: "shout }}" }] },
    });
  });

  test("refuses a render that needs too much, and names the limit", async () => {
    const text = "{% for a in list %}{% for b in list %}{% endfor %}{% endfor %}";
    await expect(throughLedger([text], { list: Array(1_000).fill(1) })).rejects.toMatchObject({
      code: "template-invalid",
      message: expect.stringContaining("raise the limit `turns`"),
    });
  });

  test("never calls getters or proxies", async () => {
    let calls = 0;
    const called = (): string => {
      calls += 1;
      return "x";
    };
    const getter = Object.defineProperty({}, "b", { enumerable: true, get: called });
    const proxy = new Proxy({ b: "y" }, { get: called });
    const text = "{% for key in a %}{{ a[key] }}{% endfor %}{{ a.b | upper }}";
    await expect(throughLedger([text], { a: getter as JsonObject })).rejects.toMatchObject({
      code: "template-invalid",
    });
    expect(await throughLedger([text], { a: proxy as JsonObject })).toEqual(["yY"]);
    expect(calls).toBe(0);
  });
});

test("a text without logic renders as the ledger renders it without the renderer", async () => {
  const part = fc.oneof(
    fc.constantFrom(
      "{{ a }}",
      "{{b}}",
      "{{ c.d }}",
      "{{\n c.d.e }}",
      "{{ größe }}",
      "{{ loop }}",
      "{{ range }}",
      "{{ constructor }}",
    ),
    fc.string({ unit: fc.constantFrom("x", " ", "\n", "\t", "\\", "}", "'", "é", "\r") }),
  );
  const json = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }),
    fc.boolean(),
    fc.array(fc.string()),
  );
  const values = fc.dictionary(fc.constantFrom("a", "b", "größe", "loop", "range", "constructor"), json);
  const paths = fc.record({ c: fc.record({ d: fc.oneof(json, fc.record({ e: json })) }) });
  const texts = fc.array(
    fc.array(part).map((parts) => parts.join("")),
    { minLength: 1, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(texts, values, paths, async (all, some, nested) => {
      const given = { ...some, ...nested };
      const expected = await throughLedger(all, given, { mode: "lenient" });
      expect(all.map((text) => rendered(text, given))).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

const HOSTILE = [
  "constructor",
  "__proto__",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "value",
  "type",
  "builtins",
  "namespace",
  "range",
  "length",
  "items",
];

test("hostile names reach nothing but the given values", () => {
  const name = fc.constantFrom(...HOSTILE);
  const expression = fc.oneof(
    name,
    fc.tuple(name, name).map(([one, key]) => `${one}.${key}`),
    fc.tuple(name, name).map(([one, key]) => `${one}["${key}"]`),
    fc.tuple(name, name, name).map(([one, key, other]) => `${one}.${key}.${other}`),
    fc.tuple(name, name).map(([one, key]) => `(${one}.${key} | default(v))`),
    fc.tuple(name, name).map(([one, key]) => `([${one}] | map(attribute="${key}") | first)`),
    fc.tuple(name, name).map(([one, key]) => `(${one} | default({})).get("${key}")`),
  );
  const template = fc.array(
    fc.oneof(
      expression.map((one) => `{{ ${one} }}`),
      expression.map((one) => `{{ ${one} | upper }}`),
      expression.map((one) => `{% set x = ${one} %}{{ x.constructor }}{{ x }}`),
    ),
  );
  const given: fc.Arbitrary<JsonObject> = fc
    .array(
      fc.tuple(
        name,
        fc.oneof(
          fc.constant("v"),
          name.map((key) => JSON.parse(`{"${key}":"v"}`)),
        ),
      ),
    )
    .map((entries) => {
      const values: JsonObject = Object.create(null);
      for (const [key, value] of entries)
        Object.defineProperty(values, key, { value, enumerable: true, configurable: true });
      return values;
    });
  fc.assert(
    fc.property(template, given, (parts, values) => {
      for (const part of parts) {
        let output = "";
        try {
          output = rendered(part, values);
        } catch (error) {
          // `items.constructor()` and the like: an error of ours, about the value.
          expect(String(error)).toMatch(/no method|not possible|not a/u);
        }
        // The given values, or an object that was given, as JSON.
        expect(output.replaceAll(/\{"\w+":"v"\}/giu, "")).toMatch(/^v*$/iu);
      }
    }),
    { numRuns: 500 },
  );
});
