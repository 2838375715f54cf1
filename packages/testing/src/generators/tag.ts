import type { Tag } from "@promptledger/core";
import type { Arbitrary } from "fast-check";
import { constantFrom, oneof, option, tuple } from "fast-check";
import { arbitraryName } from "./text.ts";

/** The key and value of a tag. */
export type GeneratedTag = Pick<Tag, "key" | "value">;

/** The key and value of a tag. There are few keys, so that tags repeat and filters match them. */
export const arbitraryTag: Arbitrary<GeneratedTag> = tuple(
  oneof(constantFrom("team", "Team", "a:b", "%"), arbitraryName),
  option(oneof(constantFrom("search", "a:b", ""), arbitraryName)),
).map(([key, value]) => ({ key, value }));
