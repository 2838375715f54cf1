import { ACCESS_STREAM } from "../access/state.ts";
import { foldAccessStream, foldIntegrationsStream, foldToEach } from "../history/projection.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import { promptOfStream, promptStreamName } from "../prompt/stream.ts";
import { promptStreamDecider } from "../prompt/stream-decider.ts";
import type { ReadSession } from "../read/session.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { Answered } from "./answer.ts";

/** The part of a command's record from which its answers are given again, with the history. */
interface StoredResult {
  readonly changed: boolean;
  readonly callId: string | null;
  readonly answers: readonly Answered["answer"][];
}

/** The text that a command's record keeps of its answers. */
export function resultText(changed: boolean, answered: readonly Answered[], callId: string | null): string {
  const answers = answered.map(({ answer }) => answer);
  return JSON.stringify({ changed, callId, answers } satisfies StoredResult);
}

/** The answers from when the command was first applied, computed from the history as it was then. Each stream is read and folded once. */
export async function recall(
  { store, tenant }: ReadSession,
  result: string,
): Promise<Omit<StoredResult, "answers"> & { readonly answers: readonly Answered[] }> {
  const { changed, callId, answers } = JSON.parse(result) as StoredResult;
  const lengths = new Map<string, number[]>();
  for (const answer of answers) {
    for (const [stream, length] of lengthsOf(answer))
      lengths.set(stream, [...(lengths.get(stream) ?? []), length]);
  }
  const streams = [...lengths].map(([stream, all]) => ({ stream, until: Math.max(...all) }));
  const loaded = await store.load(tenant, { streams });
  const events = new Map(loaded.streams.map((slice) => [slice.stream, slice.events]));
  const prompts = new Map(
    [...lengths].map(([stream, all]) => [
      stream,
      promptOfStream(stream) !== null ? foldToEach(events.get(stream) ?? [], all) : null,
    ]),
  );
  const tenantAt = tenantsOf(events);
  return {
    changed,
    callId,
    answers: answers.map((answer): Answered => {
      if (!("promptId" in answer)) return { status: "answered", answer, state: tenantAt(answer) };
      const reached = prompts.get(promptStreamName(answer.promptId))?.get(answer.revision);
      return { status: "answered", answer, state: reached ?? promptStreamDecider.initialState };
    }),
  };
}

/** How many events each stream had when an answer was given. */
function lengthsOf(answer: Answered["answer"]): readonly (readonly [string, number])[] {
  if ("promptId" in answer) return [[promptStreamName(answer.promptId), answer.revision]];
  return [
    [ACCESS_STREAM, answer.access],
    [INTEGRATIONS_STREAM, answer.integrations],
  ];
}

/** The tenant's state at each answer. The answers of a write are in the order of its events, so each continues from the one before. */
function tenantsOf(events: ReadonlyMap<string, readonly RecordedEvent[]>) {
  const seen = { access: 0, integrations: 0 };
  let access = foldAccessStream([]);
  let integrations = foldIntegrationsStream([]);
  return (until: typeof seen) => {
    access = foldAccessStream((events.get(ACCESS_STREAM) ?? []).slice(seen.access, until.access), access);
    integrations = foldIntegrationsStream(
      (events.get(INTEGRATIONS_STREAM) ?? []).slice(seen.integrations, until.integrations),
      integrations,
    );
    Object.assign(seen, { access: until.access, integrations: until.integrations });
    return { access, integrations };
  };
}
