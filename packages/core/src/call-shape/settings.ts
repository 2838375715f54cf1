import type { Rendered } from "../template/render.ts";
import type { LeftOut } from "./left-out.ts";
import type { ShapeOptions } from "./shape-options.ts";

/** Notes those of the fields that the version has: the provider has no place for them. An empty list says nothing. */
export function noteFields(
  rendered: Rendered,
  fields: readonly (keyof Rendered)[],
  notes: LeftOut,
  reason?: string,
): void {
  for (const field of fields) {
    const value = rendered[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    notes.note(field, reason);
  }
}

/** Notes the models to try next and to share calls between: a request is for one model. */
export function noteOtherModels(rendered: Rendered, notes: LeftOut): void {
  const reason = "a request is for one model: choose it in your code";
  noteFields(rendered, ["fallbackModels", "loadBalanceModels"], notes, reason);
}

/** The model of a request. */
export function modelOf({ model }: Rendered, { defaults }: ShapeOptions, notes: LeftOut): string {
  const name = model ?? defaults?.model;
  if (name === undefined) notes.need("model");
  return name ?? "";
}

/** The highest number of tokens in the answer. */
export function maxTokensOf({ maxTokens }: Rendered, { defaults }: ShapeOptions): number | undefined {
  return maxTokens ?? defaults?.maxTokens;
}

/** Whether the answer is streamed: as the caller says. A version that asks for a stream needs a caller who has said so. */
export function streamOf({ stream }: Rendered, options: ShapeOptions, notes: LeftOut): boolean | undefined {
  if (options.stream !== undefined) return options.stream;
  if (stream === true)
    notes.note("stream", "your code reads the answer, so it says how: pass stream: true or stream: false");
  return stream === false ? false : undefined;
}

/** A list that is not empty. */
export function filledList(list: readonly string[] | undefined): string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : [...list];
}
