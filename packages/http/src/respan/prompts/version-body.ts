import type { JsonObject, VersionInput } from "@promptledger/core";
import { isJsonObject } from "@promptledger/core";
import * as z from "zod";
import { ledgerFields } from "../../api/errors/wire-name.ts";
import { VERSION_FIELDS } from "../wire/field-names.ts";

/** A version's fields: its content, and what stands beside that. */
const FIELDS = [...VERSION_FIELDS, ["description", "description"]] as const;

/** What a client asks for when it creates or changes a version. */
export interface VersionBody {
  /** As it was sent, under the ledger's names; the ledger checks it. */
  readonly input: VersionInput;
  /** Whether the version should be live at once. */
  readonly deploy: boolean;
}

/** A list whose length is checked before its entries are looked at. The ledger takes no longer ones. */
function atMost<T>(maximum: number, list: z.ZodType<T>): z.ZodType<T> {
  return z
    .unknown()
    .refine((value) => !Array.isArray(value) || value.length <= maximum, {
      error: `must have at most ${maximum} entries`,
      abort: true,
    })
    .pipe(list);
}

const messages = atMost(
  1000,
  z.array(
    z.unknown().refine(hasContent, { path: ["content"], error: "expected a string or a list of objects" }),
  ),
);
// A version without a model is shown with "", and may be sent back as it was read.
const model = z.string().transform((name) => (name === "" ? null : name));

// An official sample sends the names alone. Each then has the default "".
const variables = z.union([z.array(z.string()).transform(withEmptyDefaults), z.unknown()]).optional();

const weightedModels = atMost(
  100,
  z.array(z.unknown().refine(hasWeight, { path: ["weight"], error: "expected a number from 0 on" })),
).nullish();

/** The checks that only Respan makes. The ledger checks the rest, and other fields are ignored. */
const fields = {
  ...Object.fromEntries(FIELDS.map(([, name]) => [name, z.unknown().optional()])),
  variables,
  load_balance_models: weightedModels,
  deploy: z.boolean().nullish(),
};

/** What a version has that is created without these fields. An explicit null leaves them out. */
const DEFAULTS: VersionInput = {
  temperature: 0.7,
  maxTokens: 4096,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  stream: false,
  variables: {},
  isEnforcingResponseFormat: false,
  // What Respan renders (rule X10). The other syntaxes are not in its bodies.
  templateSyntax: "jinja",
  description: "",
};

/** The body that creates a version: `messages` is required, other fields have defaults. */
export const versionCreation: z.ZodType<VersionBody> = z
  .object({ ...fields, messages, model: model.optional() })
  .transform((body) => versionBody(body, DEFAULTS));

/** The body that changes a version: a value sets a field, null clears it except `messages` and `model`, `""` clears `model`, a missing field stays. */
export const versionChanges: z.ZodType<VersionBody> = z
  .object({ ...fields, messages: messages.optional(), model: model.optional() })
  .transform((body) => versionBody(body, {}));

function versionBody(body: { readonly [name: string]: unknown }, defaults: VersionInput): VersionBody {
  return { input: { ...defaults, ...ledgerFields(body, FIELDS) }, deploy: body["deploy"] === true };
}

function hasContent(message: unknown): boolean {
  const content = isJsonObject(message) ? (message["content"] ?? "") : "";
  return typeof content === "string" || (Array.isArray(content) && content.every(isJsonObject));
}

function hasWeight(weighted: unknown): boolean {
  const weight = isJsonObject(weighted) ? (weighted["weight"] ?? 0) : 0;
  return typeof weight === "number" && weight >= 0;
}

function withEmptyDefaults(names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, ""]));
}
