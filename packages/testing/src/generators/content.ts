import type { Content, Message } from "@promptledger/core";
import type { Arbitrary } from "fast-check";
import {
  array,
  boolean,
  constantFrom,
  double,
  integer,
  maxSafeInteger,
  oneof,
  record,
  tuple,
} from "fast-check";
import { arbitraryJsonObject } from "./json.ts";
import { arbitraryName, arbitraryText } from "./text.ts";

const MODELS = ["gpt-4o", "gpt-4o-mini", "GPT-4O", "claude-opus-4", "a%b", "ünï/\u{1F600}"] as const;

/** The name of a model. */
export const arbitraryModel: Arbitrary<string> = oneof(constantFrom<string>(...MODELS), arbitraryName);

const bounded = (min: number, max: number): Arbitrary<number> =>
  oneof(constantFrom(min, max, (min + max) / 2), double({ min, max, noNaN: true })).map((value) =>
    value === 0 ? 0 : value,
  );

/** The name of a variable in every template syntax. */
const arbitraryVariable = arbitraryText.map((text) => `v${text.replaceAll(/[^\p{L}\p{M}\p{Nd}_]/gu, "_")}`);

const role = constantFrom("system", "user", "assistant", "tool", "developer");
const message = tuple(
  role,
  oneof(
    arbitraryText,
    arbitraryVariable.map((name) => `{{${name}}} \${${name}}`),
  ),
  arbitraryJsonObject,
).map(([of, content, rest]): Message => ({ ...rest, role: of, content }));
const weighted = tuple(arbitraryModel, integer({ min: 0, max: 100 })).map(([model, weight]) => ({
  model,
  weight,
}));
const function_ = tuple(arbitraryName, arbitraryJsonObject).map(([name, parameters]) => ({
  type: "function",
  function: { name, parameters },
}));

/** Valid content of a version: unicode, nested JSON with unusual keys, numbers at their limits. */
export const arbitraryContent: Arbitrary<Content> = record(
  {
    messages: array(message, { minLength: 1, maxLength: 3 }),
    model: arbitraryModel,
    temperature: bounded(0, 2),
    maxTokens: oneof(
      constantFrom(1, 256, 4096),
      maxSafeInteger().map((value) => Math.abs(value) + 1),
    ).map((value) => Math.min(value, Number.MAX_SAFE_INTEGER)),
    topP: bounded(0, 1),
    frequencyPenalty: bounded(-2, 2),
    presencePenalty: bounded(-2, 2),
    stream: boolean(),
    reasoningEffort: constantFrom("low", "medium", "high"),
    verbosity: constantFrom("low", "HIGH", ""),
    seed: oneof(integer({ min: -3, max: 3 }), maxSafeInteger()).map((value) => (value === 0 ? 0 : value)),
    thinking: arbitraryJsonObject,
    variables: arbitraryJsonObject,
    tools: array(function_, { maxLength: 2 }),
    toolChoice: oneof(constantFrom<string>("auto", "none", "required"), arbitraryJsonObject),
    responseFormat: arbitraryJsonObject,
    jsonSchema: arbitraryJsonObject,
    isEnforcingResponseFormat: boolean(),
    fallbackModels: array(arbitraryModel, { maxLength: 3 }),
    loadBalanceModels: array(weighted, { maxLength: 3 }),
    stopWords: array(arbitraryText, { maxLength: 3 }),
    templateSyntax: constantFrom("mustache", "dollar", "jinja"),
  },
  { requiredKeys: [], noNullPrototype: true },
);
