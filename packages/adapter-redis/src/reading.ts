import type { Cursor } from "@promptledger/core/adapter";
import { START } from "@promptledger/core/adapter";
import type { Argument, Connection } from "./connection.ts";
import type { KeyHints } from "./key-hints.ts";
import { noteLength } from "./key-hints.ts";
import type { TenantKeys } from "./keys.ts";
import { promptBucket, SEGMENT } from "./keys.ts";
import { SCRIPTS } from "./scripts.ts";

/** Where a tenant is read. */
export interface ReadSource {
  readonly connection: Connection;
  readonly keys: TenantKeys;
  readonly notes: KeyHints;
}

/** How a tenant's log ended at the moment of a reading. */
export interface ReadHead {
  readonly head: Cursor;
  readonly recordedAt: number;
}

/** What is read together, of one moment: each call adds a question, and answers where its answer stands. */
export interface Reading {
  stream(name: string, after: number, until: number): Question<StreamEntries>;
  fields(key: string, names: readonly string[]): Question<readonly (string | null)[]>;
  /** The document of a stream's prompt. */
  prompt(stream: string): Question<string | null>;
  /** The document of the current version of a stream's prompt, or of the latest committed one. */
  version(stream: string, which: "current" | "latest"): Question<string | null>;
  all(key: string): Question<ReadonlyMap<string, string>>;
  names(key: string): Question<readonly string[]>;
  text(key: string): Question<string | null>;
  /** Asks the server once more as long as a stream turns out to be longer than was known. */
  run(): Promise<ReadHead>;
}

/** The answer to a question, once the reading was run. */
export type Question<Answer> = () => Answer;

/** A stretch of a stream. */
export interface StreamEntries {
  readonly version: number;
  /** The events' positions and stored texts in turn. */
  readonly entries: readonly string[];
}

/** A new reading of a tenant. */
export function reading({ connection, keys, notes }: ReadSource): Reading {
  const streams: string[] = [];
  const requests: ((declare: Declare) => readonly Argument[])[] = [];
  let answers: readonly unknown[] = [];

  function ask<Answer>(
    request: (declare: Declare) => readonly Argument[],
    decode: (answer: unknown) => Answer,
  ): Question<Answer> {
    const index = requests.push(request) - 1;
    return () => decode(answers[index]);
  }

  return {
    stream(name, after, until) {
      streams[requests.length] = name;
      return ask(
        (declare) => {
          const segments = Math.floor((notes.lengths.get(name) ?? 0) / SEGMENT.stream) + 2;
          const names = Array.from({ length: segments }, (_, number) => keys.stream(name, number));
          return ["S", declare(...names), segments, after, until];
        },
        (answer) => {
          const [version, ...ranges] = answer as [number, ...string[][]];
          return { version, entries: joined(ranges) };
        },
      );
    },
    fields: (key, names) =>
      ask(
        (declare) => ["F", declare(key), names.length, ...names],
        (answer) => answer as (string | null)[],
      ),
    prompt: (stream) =>
      ask(
        (declare) => ["F", declare(keys.prompts(promptBucket(stream))), 1, stream],
        (answer) => nullable((answer as unknown[])[0]),
      ),
    version: (stream, which) =>
      ask((declare) => {
        const first = declare(keys.prompts(promptBucket(stream)), keys.documents(stream));
        return ["V", first, first + 1, stream, which];
      }, nullable),
    all: (key) =>
      ask(
        (declare) => ["A", declare(key)],
        (answer) => pairs(answer as string[]),
      ),
    names: (key) =>
      ask(
        (declare) => ["K", declare(key)],
        (answer) => answer as string[],
      ),
    text: (key) => ask((declare) => ["G", declare(key)], nullable),
    async run() {
      for (;;) {
        const declared = [keys.head];
        const args: Argument[] = [SEGMENT.stream];
        const declare: Declare = (...names) => {
          declared.push(...names);
          return declared.length - names.length + 1;
        };
        for (const request of requests) args.push(...request(declare));
        const reply = (await connection.run(SCRIPTS.load, declared, args, "reads")) as unknown[];
        const [position, id, recordedAt] = reply as string[];
        answers = reply.slice(3);
        notes.position = Number(position);
        if (!noteLongStreams(notes, streams, answers)) continue;
        const head = position === "0" ? START : { position: Number(position), eventId: id ?? "" };
        return { head, recordedAt: Number(recordedAt) };
      }
    },
  };
}

/** Declares keys that stand one behind the other, and answers the index of the first. */
type Declare = (...names: readonly string[]) => number;

// Whether all streams were read; of those that were not, twice as many segments are declared next time.
function noteLongStreams(notes: KeyHints, streams: readonly string[], answers: readonly unknown[]): boolean {
  let isComplete = true;
  streams.forEach((name, index) => {
    const [version, range] = answers[index] as [number, ...string[][]];
    if (range === undefined) {
      isComplete = false;
      noteLength(notes, name, 2 * version);
    } else if (version >= SEGMENT.stream) noteLength(notes, name, version);
  });
  return isComplete;
}

function nullable(answer: unknown): string | null {
  return typeof answer === "string" ? answer : null;
}

// Mostly there is one, which needs no copy.
function joined(ranges: readonly (readonly string[])[]): readonly string[] {
  const filled = ranges.filter(({ length }) => length > 0);
  return filled.length === 1 && filled[0] !== undefined ? filled[0] : filled.flat();
}

function pairs(list: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let index = 0; index < list.length; index += 2) found.set(list[index] ?? "", list[index + 1] ?? "");
  return found;
}
