import type { Arbitrary } from "fast-check";
import { constantFrom, json, oneof, string, tuple } from "fast-check";
import { arbitraryJson } from "./json.ts";

const space = constantFrom("", " ", "\n", "\t", "\r\n");
const oddities = constantFrom(
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":1}}',
  '{"a":1,"a":2}',
  '{"2":1,"1":2}',
  '{ "a" : [ ] , "b" : { } }',
  "[-0,1e400,1E+2,0.10]",
  '"\\u0000\\ud83d\\u005c"',
);

/** A text for an event: unusual JSON, or text that is not JSON. It is well-formed and without NUL. */
export const arbitraryJsonText: Arbitrary<string> = oneof(
  { weight: 3, arbitrary: arbitraryJson.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: json().map((text) => text.toWellFormed()) },
  { weight: 2, arbitrary: oddities },
  { weight: 1, arbitrary: tuple(space, oddities, space).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: string({ unit: "binary" }) },
).map((text) => text.replaceAll("\u0000", "0"));
