import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText } from "../../test/texts.ts";
import { codePoints } from "../validation/json.ts";
import { MAXIMUM_SLUG, slugCandidates, slugSchema } from "./slug.ts";

const MINTED = "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV";
const GIVEN = "My_Old-Id";

describe("X1 a slug made from a name", () => {
  test.each([
    ["Customer Support Assistant", "customer-support-assistant"],
    ["  --GPT-4o: summary (v2)!  ", "gpt-4o-summary-v2"],
    ["Grüße aus Köln", "grüße-aus-köln"],
    ["客服 助手", "客服-助手"],
    ["مساعد العملاء", "مساعد-العملاء"],
    ["हिन्दी", "हिन्दी"],
    ["Cafe\u0301", "café"],
    ["snake_case", "snake-case"],
    ["½ 𝟘", "½-𝟘"],
    ["İstanbul", "istanbul"],
    ["prm_01ARZ3NDEKTSV4RRFFQ69G5FAV", "prm-01arz3ndektsv4rrffq69g5fav"],
  ])("of %j is %j", (name, slug) => {
    expect(slugCandidates(name, MINTED)[0]).toBe(slug);
  });

  test("that is taken gets the last six characters of a generated id, then all of it", () => {
    expect(slugCandidates("Hello World", MINTED)).toEqual([
      "hello-world",
      "hello-world-9g5fav",
      "hello-world-prm_01arz3ndektsv4rrffq69g5fav",
      "hello-world-prm_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    ]);
  });

  test("that is taken gets the first six characters of an id that the caller chose", () => {
    expect(slugCandidates("Hello World", GIVEN)).toEqual([
      "hello-world",
      "hello-world-my_old",
      "hello-world-my_old-id",
      "hello-world-My_Old-Id",
    ]);
  });

  test.each(["", "!!!", "🎉", " \n"])("of %j, which has no letter or digit, is made of the id", (name) => {
    expect(slugCandidates(name, MINTED)).toEqual([
      "prompt-9g5fav",
      "prompt-prm_01arz3ndektsv4rrffq69g5fav",
      "prompt-prm_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    ]);
    expect(slugCandidates(name, GIVEN)).toEqual(["prompt-my_old", "prompt-my_old-id", "prompt-My_Old-Id"]);
  });

  test("has at most 255 code points, room for the id's mark included", () => {
    expect(slugCandidates("a".repeat(255), GIVEN)[0]).toBe("a".repeat(255));
    expect(slugCandidates("a".repeat(256), GIVEN)).toEqual([
      "a".repeat(255),
      `${"a".repeat(248)}-my_old`,
      `${"a".repeat(245)}-my_old-id`,
      `${"a".repeat(245)}-My_Old-Id`,
    ]);
    expect(slugCandidates("𝟘".repeat(300), GIVEN).slice(0, 2)).toEqual([
      "𝟘".repeat(255),
      `${"𝟘".repeat(248)}-my_old`,
    ]);
    expect(slugCandidates("𝟘".repeat(200), GIVEN)[0]).toBe("𝟘".repeat(200));
  });

  test("is not cut to end in a hyphen", () => {
    expect(slugCandidates(`${"a".repeat(254)} b`, GIVEN)[0]).toBe("a".repeat(254));
    expect(slugCandidates(`${"a".repeat(247)} b`, GIVEN)[1]).toBe(`${"a".repeat(247)}-my_old`);
    expect(slugCandidates(`a ${"b".repeat(300)}`, GIVEN)[0]).toBe(`a-${"b".repeat(253)}`);
  });

  test("is a valid slug for every name and id, and the choices differ by the id", () => {
    const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/u);
    // Names of every character, and names that are long in code points.
    const names = fc.oneof(
      anyText(40),
      fc.string({ unit: fc.constantFrom("a", "É", "🎉", "𝟘", " "), minLength: 240, maxLength: 270 }),
    );
    fc.assert(
      fc.property(names, ids, (name, id) => {
        const candidates = slugCandidates(name, id);
        expect(candidates.filter((candidate) => !slugSchema.safeParse(candidate).success)).toEqual([]);
        expect(candidates.filter((candidate) => codePoints(candidate) > MAXIMUM_SLUG)).toEqual([]);
        expect(candidates.at(-1)?.endsWith(`-${id}`)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe("X1 a slug given by a caller", () => {
  const messagesOf = (slug: unknown) =>
    slugSchema.safeParse(slug).error?.issues.map(({ message }) => message) ?? [];

  test.each([
    "a",
    "Any Characters, even / and 🎉",
    "a".repeat(255),
    "🎉".repeat(255),
    "test",
    "...",
    ".a",
    "prm_",
    `${MINTED}X`,
    `x${MINTED}`,
    MINTED.slice(0, -1),
  ])("may be %j", (slug) => {
    expect(messagesOf(slug)).toEqual([]);
  });

  test.each([
    ["", "must not be empty"],
    ["a\nb", "must not contain control characters or lone surrogates"],
    ["a\u0000", "must not contain control characters or lone surrogates"],
    ["a\u009f", "must not contain control characters or lone surrogates"],
    ["\ud83c", "must not contain control characters or lone surrogates"],
    ["a".repeat(256), "must have at most 255 characters"],
    ["🎉".repeat(256), "must have at most 255 characters"],
    [".", "must not be . or .., which no path can reach"],
    ["..", "must not be . or .., which no path can reach"],
    [MINTED, "must not be shaped like a prompt's id"],
    [MINTED.toLowerCase(), "must not be shaped like a prompt's id"],
  ])("may not be %j", (slug, message) => {
    expect(messagesOf(slug)).toEqual([message]);
  });
});
