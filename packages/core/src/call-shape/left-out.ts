import { LedgerError } from "../errors.ts";
import type { JsonObject } from "../validation/json.ts";
import type { ShapeOptions, UnsupportedField } from "./shape-options.ts";

/** The functions that a request can be for, with their names in messages. */
const PROVIDERS = { openai: "OpenAI's API", anthropic: "Anthropic's API", "ai-sdk": "the AI SDK" } as const;

/** Whose function a request is for. */
export type Provider = keyof typeof PROVIDERS;

/** How many fields a message shows. The details have all of them. */
const SHOWN = 10;

/** Notes what of a content cannot be sent while a request is made, and in the end says so. */
export interface LeftOut {
  /** Notes a field that is not in the request. */
  note(field: string, reason?: string): void;
  /** Notes a field that the request needs and the version does not have. */
  need(field: "model" | "maxTokens"): void;
  /** Notes all of these entries but those named. */
  noteRest(path: string, rest: JsonObject, except?: readonly string[]): void;
  /** Throws `unsupported-by-provider`, or tells who asked to be told. */
  settle(options: ShapeOptions): void;
}

/** Starts the notes of one request. */
export function leftOut(provider: Provider): LeftOut {
  const unsupported: UnsupportedField[] = [];
  const missing: string[] = [];
  const name = PROVIDERS[provider];
  const note: LeftOut["note"] = (field, reason = `${name} has no place for it`) => {
    unsupported.push(Object.freeze({ field, reason }));
  };
  return {
    note,
    need: (field) => missing.push(field),
    noteRest(path, rest, except = []) {
      for (const key of Object.keys(rest)) if (!except.includes(key)) note(`${path}.${key}`);
    },
    settle({ onUnsupported }) {
      if (missing.length > 0 || (unsupported.length > 0 && onUnsupported === undefined))
        throw refused(provider, onUnsupported === undefined ? unsupported : [], missing);
      if (unsupported.length > 0) onUnsupported?.(Object.freeze(unsupported));
    },
  };
}

function refused(
  provider: Provider,
  unsupported: readonly UnsupportedField[],
  missing: readonly string[],
): LedgerError {
  const needed = missing.map((field) => ({
    field,
    message: `${PROVIDERS[provider]} needs it: set it in the version, or pass defaults: { ${field} }`,
  }));
  const issues = [...needed, ...unsupported.map(({ field, reason }) => ({ field, message: reason }))];
  const shown = issues.slice(0, SHOWN).map(({ field, message }) => `${field}: ${message}`);
  const more = issues.length > SHOWN ? [`and ${issues.length - SHOWN} more`] : [];
  const hint = unsupported.length > 0 ? ["pass onUnsupported to leave out what has no place"] : [];
  return new LedgerError("unsupported-by-provider", [...shown, ...more, ...hint].join("; "), {
    issues,
    details: { provider, unsupported, missing },
  });
}
