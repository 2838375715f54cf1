import type { JsonObject } from "../validation/json.ts";
import type { Content, Message } from "../version/content.ts";

/** A prompt put together for a model: the content, its messages with every variable replaced. */
export type Rendered = Omit<Content, "variables" | "templateSyntax"> & {
  readonly messages: readonly Message[];
};

/** What is live: exactly which content of which version, and how to render it. */
export interface Resolved {
  readonly promptId: string;
  readonly environment: string;
  readonly number: number;
  readonly revision: number;
  readonly contentHash: string;
  readonly deployedAt: number;
  readonly content: Content;
  /** Puts values in place of variables; a version's `variables` are the defaults. Throws `variable-missing`. */
  render(values?: JsonObject): Rendered;
}
