import { assert, property, sample } from "fast-check";
import { describe, expect, it } from "vitest";
import { promptHistory } from "../contract/prompt-history.ts";
import { same } from "../contract/violation.ts";
import { arbitraryCatalog } from "./catalog.ts";
import { arbitraryContent } from "./content.ts";
import { arbitraryJson } from "./json.ts";
import { arbitraryJsonText } from "./json-text.ts";
import { arbitraryName, arbitrarySlug, arbitraryText } from "./text.ts";

const storable = (text: string): boolean => text.isWellFormed() && !text.includes("\u0000");

describe("the generators", () => {
  it("make text that can be stored", () => {
    void assert(property(arbitraryText, arbitraryJsonText, (text, json) => storable(text) && storable(json)));
  });

  it("make names and slugs within their limits", () => {
    void assert(property(arbitraryName, (name) => name.length >= 1 && name.length <= 255));
    void assert(
      property(arbitrarySlug, (slug) => slug.length >= 1 && slug.length <= 255 && !/\p{Cc}/u.test(slug)),
    );
  });

  it("make JSON that is the same after a round trip through text", () => {
    void assert(
      property(arbitraryJson, (value) => {
        same(JSON.parse(JSON.stringify(value)), value, "the value");
      }),
    );
    void assert(
      property(arbitraryContent, (value) => {
        same(JSON.parse(JSON.stringify(value)), value, "the value");
      }),
    );
  });

  it("make every field of a content now and then", () => {
    const fields = new Set(
      sample(arbitraryContent, { numRuns: 300, seed: 1 }).flatMap((one) => Object.keys(one)),
    );
    expect(fields.size).toBe(22);
  });

  it("make catalogs whose prompts fold to documents, of every kind now and then", () => {
    const kinds = new Set<string>();
    for (const catalog of sample(arbitraryCatalog, { numRuns: 50, seed: 1 })) {
      expect(new Set(catalog.map((prompt) => prompt.slug)).size).toBe(catalog.length);
      for (const { id, facts } of catalog) {
        for (const { kind } of promptHistory(id).next(...facts).documents ?? []) kinds.add(kind);
      }
    }
    expect([...kinds].toSorted()).toEqual(["deployment", "prompt", "version"]);
  });
});
