import * as z from "zod";
import { LedgerError } from "../errors.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { BundledPrompt, BundleHead } from "./bundle.ts";
import { BUNDLE_FRAME, framed } from "./bundle.ts";

/** A bundle that is as it was saved. */
export interface OpenBundle {
  readonly head: BundleHead;
  /** Reads the prompt with that place in `head.ids`. */
  prompt(place: number): BundledPrompt;
  /** The bundle as it was saved. */
  text(): string;
}

/** The text of a bundle, or its bytes in UTF-8: of a large one, most lines are never decoded. */
type Source = string | Uint8Array;

const HASH_LENGTH = 64;
const NEWLINE = 10;

const headSchema = z.object({
  format: z.literal(1),
  tenant: z.string(),
  environment: z.string(),
  environments: z.array(z.string()).nullable(),
  prompts: z
    .array(z.union([z.strictObject({ id: z.string() }), z.strictObject({ slug: z.string() })]))
    .nullable(),
  position: z.int(),
  matchedAt: z.int(),
  liveIn: z.array(z.string()),
  ids: z.unknown().refine(Array.isArray),
  slugs: z.unknown().refine(Array.isArray),
});

/**
 * Opens a bundle, given as text, as its bytes, or as the object that was parsed from it. Throws `bundle-invalid` unless it is as it was saved. The
 * hash makes sure of everything but the format, so only that is looked at.
 */
export function openBundle(bundle: unknown, hasher: Hasher): OpenBundle {
  const given = typeof bundle === "string" || bundle instanceof Uint8Array ? bundle : null;
  if (given !== null && isFramed(given)) return opened(given, hasher);
  // Another tool has parsed it, or has written it again with other white space.
  const { sha256, bundle: values } = partsOf(given === null ? bundle : parsed(textOf(given)));
  const text = framed(values, hasher);
  if (hashIn(text) !== sha256) throw changed(hashIn(text), sha256);
  return opened(text, hasher);
}

function opened(source: Source, hasher: Hasher): OpenBundle {
  const { after } = BUNDLE_FRAME;
  let end = source.length;
  while (end > 0 && isBlank(cut(source, end - 1, end))) end -= 1;
  if (cut(source, end - after.length, end) !== after) throw broken("it ends in the middle");
  const begin = beginOfLines();
  const saved = hashIn(cut(source, 0, begin));
  const hash = hasher.sha256(partOf(source, begin, end - after.length));
  if (hash !== saved) throw changed(hash, saved);
  const ends = lineEnds(source, begin, end);
  // Each line but the last ends with a comma.
  const line = (index: number): unknown => {
    const text = cut(source, (ends[index] ?? 0) + 1, ends[index + 1] ?? 0);
    return parsed(text.endsWith(",") ? text.slice(0, -1) : text);
  };
  return {
    head: headOf(line(0)),
    prompt: (place) => line(place + 1) as BundledPrompt,
    text: () => textOf(source),
  };
}

function headOf(value: unknown): BundleHead {
  if (headSchema.safeParse(value).success) return value as BundleHead;
  throw broken("its format is not the one of this release; upgrade it, or save the bundle again");
}

/** Where the newlines are. */
function lineEnds(source: Source, from: number, to: number): readonly number[] {
  const ends: number[] = [];
  const next = (after: number): number =>
    typeof source === "string" ? source.indexOf("\n", after) : source.indexOf(NEWLINE, after);
  for (let at = next(from); at !== -1 && at < to; at = next(at + 1)) ends.push(at);
  return ends;
}

function beginOfLines(): number {
  return BUNDLE_FRAME.before.length + HASH_LENGTH + BUNDLE_FRAME.between.length;
}

function isFramed(source: Source): boolean {
  const start = cut(source, 0, beginOfLines() + 2);
  const { before, between } = BUNDLE_FRAME;
  return start.startsWith(before) && start.endsWith(`${between}[\n`);
}

/** The hash that stands in the beginning of a bundle. */
function hashIn(start: string): string {
  return start.slice(BUNDLE_FRAME.before.length, BUNDLE_FRAME.before.length + HASH_LENGTH);
}

function isBlank(character: string): boolean {
  return character.trim() === "";
}

function partOf(source: Source, from: number, to: number): Source {
  return typeof source === "string" ? source.slice(from, to) : source.subarray(from, to);
}

function cut(source: Source, from: number, to: number): string {
  return textOf(partOf(source, from, to));
}

// Every modern runtime has it, but the standard library of the language does not declare it.
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
const decoder = new TextDecoder();

function textOf(source: Source): string {
  return typeof source === "string" ? source : decoder.decode(source);
}

function partsOf(bundle: unknown): { readonly sha256: string; readonly bundle: readonly unknown[] } {
  const { sha256, bundle: values } = (typeof bundle === "object" && bundle !== null ? bundle : {}) as {
    readonly sha256?: unknown;
    readonly bundle?: unknown;
  };
  if (typeof sha256 === "string" && Array.isArray(values)) return { sha256, bundle: values };
  throw broken("it is not of the form { sha256, bundle }");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw broken("it is not JSON", cause);
  }
}

function changed(hash: string, saved: string): LedgerError {
  return broken(`its SHA-256 is ${hash}, and ${saved} was saved with it`);
}

function broken(why: string, cause?: unknown): LedgerError {
  const message = `the bundle cannot be used: ${why}; save it again`;
  return new LedgerError("bundle-invalid", message, cause === undefined ? {} : { cause });
}
