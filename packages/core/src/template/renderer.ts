import type { JsonObject } from "../validation/json.ts";

/**
 * Renders the logic of a template syntax that core itself only knows the placeholders of. Core reads `mustache` and `dollar` in full, and of
 * `jinja` every text without logic; only texts with logic reach a renderer. Without one, such a text is `template-invalid` and never sent to a
 * model as it is.
 */
export interface Renderer {
  /** The syntax that it renders. */
  readonly syntax: "jinja";
  /**
   * Compiles a text that has logic. A compiled text is kept and rendered many times, so compiling must not depend on values, and must take
   * time in proportion to the text. What is wrong with the text is an answer, not an exception.
   */
  compile(text: string): RendererTemplate | RendererFlaw;
}

/** A compiled text. */
export interface RendererTemplate {
  /** Tells it from a {@link RendererFlaw}. */
  readonly status: "compiled";
  /**
   * The names that a render asks its values for, each once, in the order of their first appearance: `user` or `user.name`. Variables that the
   * template itself sets, such as those of loops, are not among them, nor is anything in comments or raw blocks.
   */
  readonly names: readonly string[];
  /** Those of the names without which the text is meant to render, such as `x` in `{{ x | default("") }}`. Default: none. */
  readonly optional?: readonly string[];
  /**
   * Renders the text. The values are a copy as plain JSON, in an object without a prototype; names without a value are absent. Must end within a bounded
   * time and output. What it throws reaches the caller as `template-invalid`.
   */
  render(values: JsonObject): string;
}

/** Why a text cannot be rendered. */
export interface RendererFlaw {
  /** Tells it from a {@link RendererTemplate}. */
  readonly status: "invalid";
  /** Where, in UTF-16 units from the start of the text. */
  readonly offset: number;
  /** What is wrong, in words for the author of the template. */
  readonly reason: string;
}
