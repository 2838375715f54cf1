import type { RenderOptions } from "../template/render.ts";
import type { JsonObject } from "../validation/json.ts";

/**
 * The prompts whose variables the compiler knows, by slug. It is empty until a declaration file adds to it, which `promptledger types` writes from
 * what is live:
 *
 * ```ts
 * declare module "@promptledger/core" {
 *   interface TypedPrompts {
 *     "support/greeting": { readonly variables: { readonly name: string } };
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by declaration merging, which only an interface takes.
export interface TypedPrompts {}

/** The slugs of {@link TypedPrompts}. */
export type TypedSlug = keyof TypedPrompts;

/**
 * The values that a render of this reference takes: those of {@link TypedPrompts} for a slug that is there and resolves to what is live, else any.
 * `Version` is the version that was asked for by its number, whose variables may be others.
 */
export type ValuesOf<Ref, Version = undefined> = [Version] extends [undefined]
  ? Ref extends TypedSlug
    ? VariablesIn<TypedPrompts[Ref]>
    : JsonObject
  : JsonObject;

type VariablesIn<Entry> = Entry extends { readonly variables: infer Values extends JsonObject }
  ? Values
  : JsonObject;

/** What a render is called with. The values may be left out where none is required. */
export type RenderArguments<Values extends JsonObject> =
  Record<never, never> extends Values
    ? [values?: Values, options?: RenderOptions]
    : [values: Values, options?: RenderOptions];
