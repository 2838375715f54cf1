import fc from "fast-check";
import { expect, test } from "vitest";
import type { GivenTag, ResourceTag } from "./resource-tag.ts";
import { tagsToAdd, tagsToRemove, tagsWithout } from "./resource-tag.ts";

const key = fc.constantFrom("a", "b");
const given: fc.Arbitrary<readonly GivenTag[]> = fc.array(
  fc.oneof(fc.record({ key }), fc.record({ key, value: fc.constantFrom(null, "", "x", "y") })),
);
const change = fc.record({ adds: fc.boolean(), tags: given });

test("tags are a set of pairs in the order in which they came, in which an empty value is none", () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const model = new Map<string, ResourceTag>();
      let present: readonly ResourceTag[] = [];
      for (const { adds, tags } of changes) {
        for (const tag of tags) {
          const pair = { key: tag.key, value: tag.value || null };
          if (!adds) model.delete(JSON.stringify(pair));
          else if (!model.has(JSON.stringify(pair))) model.set(JSON.stringify(pair), pair);
        }
        present = adds
          ? [...present, ...tagsToAdd(present, tags)]
          : tagsWithout(present, tagsToRemove(present, tags));
        expect(present).toEqual([...model.values()]);
      }
    }),
  );
});
