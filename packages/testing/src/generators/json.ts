import type { JsonObject, JsonValue } from "@promptledger/core";
import type { Arbitrary } from "fast-check";
import {
  array,
  boolean,
  constant,
  constantFrom,
  dictionary,
  double,
  integer,
  letrec,
  maxSafeInteger,
  oneof,
} from "fast-check";
import { arbitraryText } from "./text.ts";

const odd = constantFrom(0, -1, 0.1, 1e-7, 5e-324, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
// -0 does not survive JSON.parse and JSON.stringify.
const number = oneof(
  integer({ min: -5, max: 5 }),
  maxSafeInteger(),
  odd,
  // The ledger refuses integers that a double does not hold exactly.
  double({ noNaN: true, noDefaultInfinity: true }).filter(
    (value) => !Number.isInteger(value) || Number.isSafeInteger(value),
  ),
).map((value) => (value === 0 ? 0 : value));

const keys = oneof(
  constantFrom("b", "a", "10", "9", "", "constructor", "toString", "hasOwnProperty", "a.b", "$ref"),
  arbitraryText,
).map((key) => (key === "__proto__" ? "proto" : key));

const { value, object } = letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 1, arbitrary: constant(null) },
    { weight: 1, arbitrary: boolean() },
    { weight: 2, arbitrary: number },
    { weight: 3, arbitrary: arbitraryText },
    { weight: 1, arbitrary: array(tie("value"), { maxLength: 4 }) },
    { weight: 2, arbitrary: tie("object") },
  ),
  object: dictionary(keys, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

/** A JSON value that the domain accepts, with keys and numbers that implementations often get wrong. */
export const arbitraryJson: Arbitrary<JsonValue> = value;

/** A JSON object that the domain accepts. */
export const arbitraryJsonObject: Arbitrary<JsonObject> = object;
