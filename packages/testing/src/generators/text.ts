import type { Arbitrary } from "fast-check";
import { constantFrom, oneof, string } from "fast-check";

// Chosen to reveal wrong case folding, wrong order and unescaped wildcards. There are few, so that filters match prompts.
const UNUSUAL_TEXTS = [
  "",
  "a",
  "A",
  "ab",
  "aB",
  "a%b",
  "a_b",
  "a*b",
  "a?b",
  "a[b]",
  "a\\b",
  "%",
  "_",
  "Support Assistant",
  "support assistant",
  "STRASSE",
  "straße",
  "İstanbul",
  "istanbul",
  "ΣΊΣΥΦΟΣ",
  "σίσυφος",
  "é",
  "e\u0301",
  "\uFFFD",
  "\uE000",
  "\u{1F600}",
  "\u{10FFFF}",
  "日本語",
  "null",
  "0",
  "true",
  'it\'s "quoted"; --',
  " padded ",
  "line\nbreak\ttab",
] as const;

/** Well-formed text without NUL, often one of a few texts on which implementations differ. */
export const arbitraryText: Arbitrary<string> = oneof(
  { weight: 4, arbitrary: constantFrom<string>(...UNUSUAL_TEXTS) },
  { weight: 1, arbitrary: string({ unit: "grapheme", maxLength: 12 }) },
  { weight: 1, arbitrary: string({ unit: "binary", maxLength: 12 }) },
).map((text) => text.replaceAll("\u0000", "0"));

/** The name of a prompt: text of 1 to 255 characters. */
export const arbitraryName: Arbitrary<string> = arbitraryText.map((text) => (text === "" ? "unnamed" : text));

/** A valid slug: 1 to 255 characters, no control characters, not shaped like an id. */
export const arbitrarySlug: Arbitrary<string> = arbitraryName.map((text) => {
  const slug = text.replace(/\p{Cc}/gu, "-");
  return /^prm_[0-9A-Z]{26}$/i.test(slug) ? "slug" : slug;
});
