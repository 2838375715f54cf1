import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import { sameJson } from "../validation/same-json.ts";
import type { Content, Message } from "../version/content.ts";
import { CONTENT_FIELDS } from "../version/content.ts";
import type { PathChange } from "./path-changes.ts";
import { pathChanges } from "./path-changes.ts";

/** What of a version is compared. */
export interface Comparable {
  readonly number: number;
  readonly content: Content;
  readonly description: string | null;
  readonly integrations: readonly string[];
  /** The message of the commit. */
  readonly message: string | null;
}

/** Everything of a version but the text of its messages, as JSON to be compared line by line; one field a line or more. */
export function restOf({ content, description, integrations, message }: Comparable): string {
  const { messages: _messages, ...settings } = content;
  const hidden = (content.messages ?? []).map(withoutText);
  const hasHidden = hidden.some((one) => Object.keys(one).length > 0);
  const rest = {
    ...inOrder(settings),
    ...(hasHidden ? { messages: hidden } : {}),
    ...(description === null ? {} : { description }),
    ...(integrations.length === 0 ? {} : { integrations }),
    ...(message === null ? {} : { message }),
  };
  return `${JSON.stringify(rest, null, 2)}\n`;
}

/** Where two versions differ in anything but the text of their messages. */
export function changesOf(from: Comparable, to: Comparable): readonly PathChange[] {
  const [before, after] = [partsOf(from), partsOf(to)];
  return Object.keys(before).flatMap((field) => {
    const [left, right] = [before[field], after[field]];
    if (field === "integrations") return atomChange(field, left, right);
    // A message that has nothing but text is compared as text alone.
    return pathChanges(left, right, [field]).filter(
      (one) => field !== "messages" || !(isEmpty(one.before) && isEmpty(one.after)),
    );
  });
}

/** The parts of a version by name, in the order in which they are compared; undefined for those that are absent. */
function partsOf({ content, description, integrations, message }: Comparable): {
  readonly [field: string]: JsonValue | undefined;
} {
  const fields = CONTENT_FIELDS.map(([field]) => [
    field,
    field === "messages" ? (content.messages ?? []).map(withoutText) : content[field],
  ]);
  return {
    ...Object.fromEntries(fields),
    description: description ?? undefined,
    integrations,
    message: message ?? undefined,
  };
}

function isEmpty(value: JsonValue): boolean {
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0);
}

function atomChange(
  path: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): readonly PathChange[] {
  if (sameJson(before, after)) return [];
  return [{ path, type: "changed", before: before ?? null, after: after ?? null }];
}

/** A message without its role and its text, which are compared as text. */
function withoutText({ role: _role, content, ...others }: Message): JsonObject {
  if (content === undefined || content === null || typeof content === "string") return others;
  if (!isBlocks(content)) return { ...others, content };
  const blocks = content.map((block) =>
    isJsonObject(block) && typeof block["text"] === "string" ? { ...block, text: null } : block,
  );
  const hasOnlyText = content.every(
    (block) =>
      typeof block === "string" ||
      (isJsonObject(block) && Object.keys(block).every((key) => key === "type" || key === "text")),
  );
  return hasOnlyText ? others : { ...others, content: blocks };
}

function isBlocks(content: JsonValue): content is readonly JsonValue[] {
  return Array.isArray(content);
}

function inOrder(content: Omit<Content, "messages">): JsonObject {
  const named = content as { readonly [field: string]: JsonValue | undefined };
  return Object.fromEntries(
    CONTENT_FIELDS.flatMap(([field]) => (named[field] === undefined ? [] : [[field, named[field]]])),
  );
}
