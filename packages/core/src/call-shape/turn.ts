import type { JsonObject, JsonValue } from "../validation/json.ts";

/** Who speaks. Messages with any other role have no place in a request. */
export type TurnRole = "system" | "developer" | "user" | "assistant" | "tool";

/** What all parts have. */
interface Located {
  /** Where it is in the content, e.g. `messages[0].content[1]`. */
  readonly path: string;
  /** The entries that are not read: those of one API only, or of none. */
  readonly rest: JsonObject;
}

/** Text. */
export interface TextPart extends Located {
  readonly type: "text";
  readonly text: string;
  /** Whether it is the whole content of its message, written as a string. */
  readonly isWhole: boolean;
}

/** An image: at an address, which may be a `data:` URL, or in base64. */
export interface ImagePart extends Located {
  readonly type: "image";
  readonly image: { readonly url: string } | { readonly mediaType: string; readonly base64: string };
}

/** A call of a tool. */
export interface CallPart extends Located {
  readonly type: "call";
  readonly id: string;
  readonly name: string;
  /** The arguments; undefined if their text is not JSON. */
  readonly input: JsonValue | undefined;
  /** The arguments as they are written, where that is as text. */
  readonly text: string | null;
}

/** The result of a call. */
export interface ResultPart extends Located {
  readonly type: "result";
  /** The id of the call. */
  readonly id: string;
  /** The tool, where the result names it. */
  readonly name: string | null;
  /** The entry that names the tool. */
  readonly nameField: "name" | "toolName";
  readonly output: ResultOutput;
  readonly isError: boolean;
}

/** What a tool returned. */
export type ResultOutput =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "json"; readonly value: JsonValue }
  | { readonly type: "parts"; readonly parts: readonly Part[] };

/** Anything else: a part that one API knows at most. */
export interface OtherPart {
  readonly type: "other";
  readonly path: string;
  readonly value: JsonValue;
}

/** A part of a message, read from the form of any of the three APIs. */
export type Part = TextPart | ImagePart | CallPart | ResultPart | OtherPart;

/** A message, read from the form of any of the three APIs. */
export interface Turn extends Located {
  readonly role: TurnRole;
  readonly parts: readonly Part[];
}

/** Whether a part is a result. */
export function isResult(part: Part): part is ResultPart {
  return part.type === "result";
}

/** The text of a turn whose content was written as a string; null for any other. */
export function wholeText(parts: readonly Part[]): string | null {
  const [only, ...others] = parts;
  return only?.type === "text" && only.isWhole && others.length === 0 ? only.text : null;
}

/** The names of the tools that are called, by the ids of the calls. */
export function calledTools(turns: readonly Turn[]): ReadonlyMap<string, string> {
  const calls = turns.flatMap(({ parts }) => parts.filter((part) => part.type === "call"));
  return new Map(calls.map(({ id, name }) => [id, name]));
}
