import type { Cursor, VersionRef } from "@promptledger/core/adapter";
import { START } from "@promptledger/core/adapter";
import type { TenantKeys } from "../keys.ts";
import { promptBucket, SEGMENT } from "../keys.ts";
import type { Connection } from "./connection.ts";
import type { KeyHints } from "./key-hints.ts";
import { rememberLength } from "./key-hints.ts";
import type { Index } from "./script-arguments.ts";
import { scriptArguments } from "./script-arguments.ts";
import { SCRIPTS } from "./scripts.ts";

/** Where a tenant is read. */
export interface ReadSource {
  readonly connection: Connection;
  readonly keys: TenantKeys;
  readonly hints: KeyHints;
}

/** How a tenant's log ended at the moment of a reading. */
export interface ReadHead {
  readonly head: Cursor;
  readonly recordedAt: number;
  /** The time of the server. */
  readonly now: number;
}

/** Reads several things of one moment. Each method asks for one more; `run` reads them all, and after it the answers are there. */
export interface Reading {
  stream(name: string, after: number, until: number): Answer<StreamEntries>;
  /** The positions and stored texts in turn of the events of a stream with these versions, which the log says are there. */
  events(stream: string, first: number, last: number): Answer<readonly string[]>;
  fields(key: string, names: readonly string[]): Answer<readonly (string | null)[]>;
  /** The text of a document of a stream. */
  document(stream: string, field: DocumentField): Answer<string | null>;
  hash(key: string): Answer<ReadonlyMap<string, string>>;
  /** The names of a hash's fields. */
  names(key: string): Answer<readonly string[]>;
  string(key: string): Answer<string | null>;
  /** Asks the server again for as long as a stream turns out to be longer than was known. */
  run(): Promise<ReadHead>;
}

/**
 * A document of a stream: `p` its prompt, `s` its slug, `v5` a version, `vcurrent` and `vlatest` the version with the highest number and the
 * highest committed one, `dproduction` a deployment.
 */
export type DocumentField = "p" | "s" | `v${VersionRef}` | `d${string}`;

/** Returns what was read; to be called after `run`. */
export type Answer<Value> = () => Value;

/** A stretch of a stream. */
export interface StreamEntries {
  readonly version: number;
  /** The events' positions and stored texts in turn. */
  readonly entries: readonly string[];
}

/** What the script load is asked. */
type Question =
  | {
      readonly kind: "stream";
      readonly segments: readonly Index[];
      readonly after: number;
      readonly until: number;
    }
  | { readonly kind: "range"; readonly key: Index; readonly from: number; readonly to: number }
  | { readonly kind: "fields"; readonly key: Index; readonly names: readonly string[] }
  | { readonly kind: "hash" | "names" | "string"; readonly key: Index }
  | {
      readonly kind: "version";
      readonly prompts: Index;
      readonly documents: Index;
      readonly stream: string;
      readonly which: "current" | "latest";
    };

/** Makes a question, with the index of each key that it names. */
type Ask = (index: (key: string) => Index) => Question;

/** A new reading of a tenant. */
export function reading({ connection, keys, hints }: ReadSource): Reading {
  const asked: Ask[] = [];
  /** The streams among what was asked, by their places. */
  const streams = new Map<number, string>();
  let answers: readonly unknown[] = [];

  function ask<Value>(question: Ask, decode: (answer: unknown) => Value): Answer<Value> {
    const place = asked.push(question) - 1;
    return () => decode(answers[place]);
  }

  return {
    stream(name, after, until) {
      streams.set(asked.length, name);
      return ask((index) => {
        const count = Math.floor((hints.lengths.get(name) ?? 0) / SEGMENT.stream) + 2;
        const segments = Array.from({ length: count }, (_, number) => index(keys.stream(name, number)));
        return { kind: "stream", segments, after, until };
      }, streamEntries);
    },
    events(stream, first, last) {
      const ranges: Answer<readonly string[]>[] = [];
      for (let from = first - 1; from < last; ) {
        const segment = Math.floor(from / SEGMENT.stream);
        const [start, end] = [segment * SEGMENT.stream, Math.min(last, (segment + 1) * SEGMENT.stream)];
        const place = { from: from - start, to: end - start - 1 };
        ranges.push(
          ask(
            (index) => ({ kind: "range", key: index(keys.stream(stream, segment)), ...place }),
            (answer) => answer as string[],
          ),
        );
        from = end;
      }
      return () => ranges.flatMap((range) => range());
    },
    fields: (key, names) =>
      ask(
        (index) => ({ kind: "fields", key: index(key), names }),
        (answer) => answer as (string | null)[],
      ),
    document(stream, field) {
      const bucket = keys.prompts(promptBucket(stream));
      if (field === "vcurrent" || field === "vlatest")
        return ask((index) => {
          const which = field === "vlatest" ? "latest" : "current";
          return {
            kind: "version",
            prompts: index(bucket),
            documents: index(keys.documents(stream)),
            stream,
            which,
          };
        }, nullable);
      // Prompts are in buckets, found by their streams.
      const [key, name] = field === "p" ? [bucket, stream] : [keys.documents(stream), field];
      return ask(
        (index) => ({ kind: "fields", key: index(key), names: [name] }),
        (answer) => nullable((answer as unknown[])[0]),
      );
    },
    hash: (key) =>
      ask(
        (index) => ({ kind: "hash", key: index(key) }),
        (answer) => pairs(answer as string[]),
      ),
    names: (key) =>
      ask(
        (index) => ({ kind: "names", key: index(key) }),
        (answer) => answer as string[],
      ),
    string: (key) => ask((index) => ({ kind: "string", key: index(key) }), nullable),
    async run() {
      for (;;) {
        const call = scriptArguments(keys.head);
        const questions = asked.map((question) => question(call.key));
        const args = call.args({ perSegment: SEGMENT.stream, questions });
        const reply = (await connection.run(SCRIPTS.load, call.keys, args, "reads")) as unknown[];
        const [position, id, recordedAt, now] = reply as string[];
        answers = reply.slice(4);
        hints.position = Number(position);
        if (!rememberLengths(hints, streams, answers)) continue;
        const head = position === "0" ? START : { position: Number(position), eventId: id ?? "" };
        return { head, recordedAt: Number(recordedAt), now: Number(now) };
      }
    },
  };
}

/** Whether all streams were read; of those that were not, twice as many segments are declared next time. */
function rememberLengths(
  hints: KeyHints,
  streams: ReadonlyMap<number, string>,
  answers: readonly unknown[],
): boolean {
  let isComplete = true;
  for (const [place, name] of streams) {
    const [version, range] = answers[place] as [number, ...string[][]];
    if (range === undefined) {
      isComplete = false;
      rememberLength(hints, name, 2 * version);
    } else if (version >= SEGMENT.stream) rememberLength(hints, name, version);
  }
  return isComplete;
}

function streamEntries(answer: unknown): StreamEntries {
  const [version, ...ranges] = answer as [number, ...string[][]];
  return { version, entries: ranges.flat() };
}

function nullable(answer: unknown): string | null {
  return typeof answer === "string" ? answer : null;
}

function pairs(list: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let index = 0; index < list.length; index += 2) found.set(list[index] ?? "", list[index + 1] ?? "");
  return found;
}
