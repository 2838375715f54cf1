import type { TemplateFault } from "../errors.ts";
import type { JsonObject } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import type { Declaration } from "./declaration.ts";
import type { RendererTemplate } from "./renderer.ts";

/** A variable of a template. */
export interface Slot {
  readonly name: string;
  /** The keys of a dotted path; null for a name without dots, and in syntaxes without paths. */
  readonly path: readonly [string, ...string[]] | null;
  readonly declaration: Declaration;
  /** Whether its name is compared as it is, without NFC and paths. */
  readonly isVerbatim: boolean;
  /** Whether it stands for a list of messages somewhere. */
  readonly isHistory: boolean;
  /** Whether any of its places needs a value. */
  readonly isNeeded: boolean;
}

/** A string with placeholders. */
export interface TextNode {
  readonly type: "text";
  /** The text before each placeholder. */
  readonly literals: readonly string[];
  /** The slot of each placeholder. */
  readonly slots: readonly number[];
  /** What each placeholder leaves where it has no value: itself as it is written, or nothing. */
  readonly absent: readonly string[];
  /** The text after the last placeholder. */
  readonly last: string;
}

/** A part of a content, compiled. */
export type TemplateNode =
  | { readonly type: "constant"; readonly value: string | number | boolean | null }
  | TextNode
  /** A text with logic, for the renderer. */
  | { readonly type: "logic"; readonly template: RendererTemplate; readonly field: string }
  /** A whole JSON value, in place of a string that is nothing but a placeholder. */
  | { readonly type: "value"; readonly slot: number; readonly absent: string }
  | { readonly type: "list"; readonly items: readonly TemplateNode[] }
  | {
      readonly type: "object";
      /** All entries in their order, with those that do not change. */
      readonly base: JsonObject;
      readonly entries: readonly (readonly [key: string, node: TemplateNode])[];
    }
  /** A list of messages, in place of the message that names it. */
  | { readonly type: "history"; readonly slot: number };

/** A content, compiled: independent of values, so it is made once and rendered many times. */
export interface Template {
  readonly slots: readonly Slot[];
  /** The index of each slot by its name. */
  readonly slotOf: ReadonlyMap<string, number>;
  /** The first names of all dotted paths. */
  readonly roots: ReadonlySet<string>;
  /** Whether names are compared as they are, without NFC and paths. */
  readonly isVerbatim: boolean;
  /** The version's own variables, which may be given without being in the template. */
  readonly declared: JsonObject;
  /** The fields of the content that a render passes on as they are. */
  readonly rest: Omit<Content, "messages" | "variables" | "templateSyntax" | "templatedParts">;
  readonly messages: readonly TemplateNode[];
  /** Compiled fields beside the messages, where the version opts in. */
  readonly fields: readonly (readonly [field: string, node: TemplateNode])[];
  /** If there are any, the template cannot be rendered. */
  readonly faults: readonly TemplateFault[];
}
