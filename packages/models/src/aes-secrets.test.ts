import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aesSecrets, secretsKey } from "./aes-secrets.ts";

const key = randomBytes(32);

describe("a sealed secret", () => {
  test("opens to what it was, and is another text each time", () => {
    const secrets = aesSecrets(key);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const sealed = [secrets.seal(text), secrets.seal(text)];
        expect(new Set(sealed).size).toBe(2);
        for (const one of sealed) expect(secrets.open(one)).toBe(text);
      }),
    );
  });

  test("shows nothing of what it was", () => {
    const sealed = aesSecrets(key).seal("sk-1234567890");
    expect(sealed).toMatch(/^aes256gcm\.1\.[\w-]+$/u);
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("1234567890");
  });

  test("does not open with another key, nor where a character of it was changed or lost", () => {
    const secrets = aesSecrets(key);
    const sealed = secrets.seal("sk-1234567890");
    expect(() => aesSecrets(randomBytes(32)).open(sealed)).toThrow("does not open");
    for (let index = 0; index < sealed.length; index++) {
      const other = sealed[index] === "A" ? "B" : "A";
      const changed = `${sealed.slice(0, index)}${other}${sealed.slice(index + 1)}`;
      // The last character has bits that mean nothing.
      if (Buffer.from(changed.slice(12), "base64url").equals(Buffer.from(sealed.slice(12), "base64url")))
        continue;
      expect(() => secrets.open(changed)).toThrow("does not open");
    }
    for (const broken of ["", "aes256gcm.1.", sealed.slice(0, -4), "sk-1234567890"])
      expect(() => secrets.open(broken)).toThrow("does not open");
  });
});

test("A key has 32 bytes; one that is made of a text is another for every purpose, and always the same", () => {
  expect(secretsKey("host", "a")).toEqual(secretsKey("host", "a"));
  expect(secretsKey("host", "a")).not.toEqual(secretsKey("host", "b"));
  expect(secretsKey("host", "a").byteLength).toBe(32);
});

// They were a RangeError and TypeErrors of the runtime.
test("A key or text that cannot be used is refused, and the error names it", () => {
  const refused = (field: string) =>
    expect.objectContaining({ code: "invalid-input", issues: [expect.objectContaining({ field })] });
  for (const one of [new Uint8Array(16), new Uint8Array(33), undefined, null, "x".repeat(32), {}, 32])
    expect(() => aesSecrets(one as Uint8Array)).toThrow(refused("key"));
  for (const one of [undefined, null, "", 1, {}])
    expect(() => secretsKey(one as string, "a")).toThrow(refused("secret"));
  expect(() => secretsKey("host", undefined as unknown as string)).toThrow(refused("purpose"));
});
