import type { AppendBatch, ExpectedVersion, StreamAppend } from "@promptledger/core/adapter";
import type { BrokenStore } from "./broken-store.ts";
import { brokenAppend } from "./broken-store.ts";
import { versionsOf } from "./versions-of.ts";

/** A store that treats an expectation as met where `ignores` returns true. */
function ignoring(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  ignores: (expected: ExpectedVersion, actual: number) => boolean,
): BrokenStore {
  return brokenAppend(name, breaks, caughtBy, (store) => async (batch) => {
    const versions = await versionsOf(store, batch);
    const streams = batch.streams.map((part, index) => {
      const actual = versions[index] ?? 0;
      return ignores(part.expected, actual) ? { ...part, expected: actual } : part;
    });
    return store.append({ ...batch, streams });
  });
}

const moving = (part: StreamAppend): boolean => part.events.length > 0 || part.documents !== undefined;

function onlyMoving(batch: AppendBatch): AppendBatch {
  const streams = batch.streams.filter(moving);
  return streams.length === 0 ? batch : { ...batch, streams };
}

/** Stores that check expected versions wrongly. */
export const brokenExpectations: readonly BrokenStore[] = [
  ignoring(
    "ignores none",
    "takes `none` for `any`",
    ["AP-1", "AP-6", "EV-1", "EV-7", "CM-5"],
    (expected) => expected === "none",
  ),
  ignoring(
    "ignores exists",
    "takes `exists` for `any`",
    ["EV-5", "EV-7", "EV-8", "DO-1", "TI-3"],
    (expected, actual) => expected === "exists" && actual === 0,
  ),
  ignoring(
    "takes stale numbers",
    "takes a number lower than what the stream has",
    ["EV-1", "EV-3", "EV-7", "EV-8", "DO-1", "RD-2"],
    (expected, actual) => typeof expected === "number" && expected < actual,
  ),
  ignoring(
    "takes future numbers",
    "takes a number higher than what the stream has",
    ["EV-2", "EV-3", "EV-4", "EV-7"],
    (expected, actual) => typeof expected === "number" && Number.isInteger(expected) && expected > actual,
  ),
  brokenAppend(
    "ignores the last event",
    "accepts a stream of the right length, whatever its last event",
    ["EV-12"],
    (store) => (batch) =>
      store.append({ ...batch, streams: batch.streams.map(({ lastEvent: _, ...part }) => part) }),
  ),
  brokenAppend(
    "hides the actual version",
    "a conflict always says that the stream has no event",
    ["EV-7"],
    (store) => async (batch) => {
      const result = await store.append(batch);
      return result.status === "conflict" ? { ...result, actual: 0 } : result;
    },
  ),
  brokenAppend(
    "skips pure checks",
    "does not check a stream without events if another has events",
    ["EV-8", "CM-4"],
    (store) => async (batch) => {
      const before = await versionsOf(store, batch);
      const result = await store.append(onlyMoving(batch));
      if (result.status === "conflict") return result;
      const answered = new Map(result.versions.map(({ stream, version }) => [stream, version]));
      const versions = batch.streams.map(({ stream }, index) => ({
        stream,
        version: answered.get(stream) ?? before[index] ?? 0,
      }));
      return result.repeated ? result : { ...result, versions };
    },
  ),
  brokenAppend(
    "tired any",
    "`any` conflicts with a stream of three events",
    ["AP-8", "EV-6", "RA-8", "FO-1", "FO-4", "FO-6", "QL-2", "QL-3", "QL-4", "QL-5", "QL-6", "QL-7", "QL-8"],
    (store) => async (batch) => {
      const versions = await versionsOf(store, batch);
      const streams = batch.streams.map((part, index) =>
        part.expected === "any" && versions[index] === 3 ? { ...part, expected: "none" as const } : part,
      );
      return store.append({ ...batch, streams });
    },
  ),
  brokenAppend(
    "nervous any",
    "`any` conflicts where another writer was first",
    ["EV-11"],
    (store) => async (batch) => {
      const versions = await versionsOf(store, batch);
      const streams = batch.streams.map((part, index) =>
        part.expected === "any" && (versions[index] ?? 0) > 0
          ? { ...part, expected: versions[index] ?? 0 }
          : part,
      );
      return store.append({ ...batch, streams });
    },
  ),
];
