import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sealing } from "../../test/sealing.ts";
import type { Secrets } from "../ports/secrets.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isSecret, openConfiguration, SECRET_MASK, sealConfiguration } from "./configuration.ts";

const fields = fc.constantFrom(
  "api_key",
  "region",
  "endpoint",
  "baseUrl",
  "limit",
  "constructor",
  "toString",
);
const values: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    "sk-1",
    "sk-2",
    "eu",
    "https://host",
    "https://user:word@host",
    1,
    true,
    null,
    "",
  ),
  fc.json({ maxDepth: 1 }).map((text) => JSON.parse(text) as JsonValue),
);
const configurations: fc.Arbitrary<JsonObject> = fc
  .dictionary(fields, values)
  .filter((configuration) => !Object.values(configuration).includes(SECRET_MASK));

/** Like one with a new key: what was sealed before does not open. */
const another: Secrets = {
  seal: sealing.seal,
  open: () => {
    throw new Error("sealed with another key");
  },
};

describe("whether a field is secret", () => {
  test.each<[string, unknown, boolean]>([
    ["api_key", "sk", true],
    ["whatever", "text", true],
    ["whatever", { key: "sk" }, true],
    ["whatever", ["sk"], true],
    ["api_key", 1, false],
    ["api_key", true, false],
    ["api_key", null, false],
    ["endpoint", { key: "sk" }, true],
    ["endpoint", "https://user:word@host", true],
    ["endpoint", "https://host?key=sk", true],
    ...[
      "endpoint",
      "url",
      "base_url",
      "baseUrl",
      "BASE-URL",
      "api_version",
      "organization",
      "organization_id",
      "project",
      "project_id",
      "project_name",
      "region",
      "location",
      "environment",
      "namespace",
      "deployment",
      "publisher",
      "model",
    ].map((field): [string, unknown, boolean] => [field, "text", false]),
    ["", "text", true],
  ])("%s of %j", (field, value, secret) => {
    expect(isSecret(field, value as string)).toBe(secret);
  });
});

describe("a sealed configuration", () => {
  test("holds in the clear exactly what is no secret, and opens to what was given", () => {
    fc.assert(
      fc.property(configurations, (given) => {
        const sealed = sealConfiguration(given, {}, sealing) ?? fail();
        const secret = Object.entries(given).filter(([field, value]) => isSecret(field, value));
        expect(Object.keys(sealed.secrets)).toEqual(secret.map(([field]) => field));
        for (const field of Object.keys(given))
          expect(Object.hasOwn(sealed.configuration, field)).toBe(!Object.hasOwn(sealed.secrets, field));
        for (const [field, value] of secret)
          expect(sealed.secrets[field]).toBe(sealing.seal(JSON.stringify(value)));
        expect(openConfiguration(sealed, sealing)).toEqual(given);
      }),
    );
  });

  test("needs a key where it holds a secret that is not stored, and only there", () => {
    fc.assert(
      fc.property(configurations, (given) => {
        const hasSecret = Object.entries(given).some(([field, value]) => isSecret(field, value));
        expect(sealConfiguration(given, {}, null) === null).toBe(hasSecret);
      }),
    );
  });

  test("saved again stays as it was sealed before, in the clear or by its mask", () => {
    fc.assert(
      fc.property(configurations, (given) => {
        const { configuration, secrets } = sealConfiguration(given, {}, sealing) ?? fail();
        const stored = Object.fromEntries(
          Object.entries(secrets).map(([field, sealed]) => [field, sealed.replace("now", "before")]),
        );
        const shown = {
          ...configuration,
          ...Object.fromEntries(Object.keys(stored).map((field) => [field, SECRET_MASK])),
        };
        expect(sealConfiguration(given, stored, sealing)).toEqual({ configuration, secrets: stored });
        expect(sealConfiguration(shown, stored, sealing)).toEqual({ configuration, secrets: stored });
        // A mask asks for no key, and one of before is not opened for it.
        expect(sealConfiguration(shown, stored, null)).toEqual({ configuration, secrets: stored });
        expect(sealConfiguration(shown, stored, another)).toEqual({ configuration, secrets: stored });
      }),
    );
  });

  test("keeps what a mask stands for, also under a name that is public", () => {
    const stored = { url: sealing.seal('"https://ann:secret@a.test"') };
    expect(sealConfiguration({ url: SECRET_MASK }, stored, null)).toEqual({
      configuration: {},
      secrets: stored,
    });
  });

  test("is sealed again if an old key sealed it, or if a secret differs", () => {
    expect(sealConfiguration({ api_key: "sk-1" }, { api_key: "old" }, another)).toEqual({
      configuration: {},
      secrets: { api_key: sealing.seal('"sk-1"') },
    });
    const stored = { api_key: sealing.seal('"sk-1"').replace("now", "before") };
    expect(sealConfiguration({ api_key: "sk-2" }, stored, sealing)?.secrets).toEqual({
      api_key: sealing.seal('"sk-2"'),
    });
  });

  test("forgets what is not given any more, and keeps nothing in the clear that was a secret", () => {
    const stored = { api_key: sealing.seal('"sk-1"'), other: sealing.seal('"sk-2"') };
    expect(sealConfiguration({ api_key: SECRET_MASK }, stored, sealing)).toEqual({
      configuration: {},
      secrets: { api_key: stored.api_key },
    });
    expect(sealConfiguration({ api_key: 1 }, stored, sealing)).toEqual({
      configuration: { api_key: 1 },
      secrets: {},
    });
  });

  test("a mask where nothing is stored is a secret like any other", () => {
    expect(sealConfiguration({ api_key: SECRET_MASK }, {}, sealing)?.secrets).toEqual({
      api_key: sealing.seal(JSON.stringify(SECRET_MASK)),
    });
  });
});

function fail(): never {
  throw new Error("there is a key");
}
