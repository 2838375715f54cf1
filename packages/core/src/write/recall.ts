import { ACCESS_STREAM } from "../access/state.ts";
import { foldAccessStream, foldIntegrationsStream, foldToEach } from "../history/projection.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import { promptStreamDecider, promptStreamName } from "../prompt/stream.ts";
import type { TenantVersions } from "../read/tenant-streams.ts";
import type { StoredCommand } from "../store/append.ts";
import type { EventStore, StreamSlice } from "../store/event-store.ts";
import type { Answered, PromptAnswered, TenantAnswered } from "./answer.ts";

/** What a stored command remembers of an answer, to give it again from the history. */
type StoredAnswer =
  | (Pick<PromptAnswered, "promptId" | "number" | "environment"> & { readonly revision: number })
  | Pick<TenantAnswered, "versions" | "newId">;

interface StoredResult {
  readonly changed: boolean;
  readonly answers: readonly StoredAnswer[];
}

/** The text that a stored command keeps of its answers. */
export function resultText(changed: boolean, answers: readonly Answered[]): string {
  return JSON.stringify({ changed, answers: answers.map(storedAnswer) } satisfies StoredResult);
}

function storedAnswer(answered: Answered): StoredAnswer {
  if (answered.aggregate === "tenant") return { versions: answered.versions, newId: answered.newId };
  const { promptId, stream, number, environment } = answered;
  return { promptId, revision: stream.prompt.revision, number, environment };
}

/** What was answered when the command was first applied: the history as it was then tells it. Each stream is read and folded once. */
export async function recall(
  store: EventStore,
  tenant: string,
  command: Pick<StoredCommand, "result">,
): Promise<{ readonly changed: boolean; readonly answers: readonly Answered[] }> {
  const { changed, answers } = JSON.parse(command.result) as StoredResult;
  const until = new Map<string, number>();
  const ask = (stream: string, version: number): void =>
    void until.set(stream, Math.max(version, until.get(stream) ?? 0));
  for (const answer of answers) {
    if ("promptId" in answer) ask(promptStreamName(answer.promptId), answer.revision);
    else
      for (const stream of [ACCESS_STREAM, INTEGRATIONS_STREAM] as const)
        ask(stream, answer.versions[stream]);
  }
  const streams = [...until].map(([stream, version]) => ({ stream, until: version }));
  const loaded = await store.load(tenant, { streams });
  const slices = new Map(loaded.streams.map((slice) => [slice.stream, slice]));
  return { changed, answers: recalled(answers, slices) };
}

function recalled(
  answers: readonly StoredAnswer[],
  slices: ReadonlyMap<string, StreamSlice>,
): readonly Answered[] {
  const eventsOf = (stream: string) => slices.get(stream)?.events ?? [];
  const revisions = new Map<string, number[]>();
  for (const answer of answers)
    if ("promptId" in answer)
      revisions.set(answer.promptId, [...(revisions.get(answer.promptId) ?? []), answer.revision]);
  const folded = new Map(
    [...revisions].map(([id, wanted]) => [id, foldToEach(eventsOf(promptStreamName(id)), wanted)]),
  );
  return answers.map((answer): Answered => {
    if (!("promptId" in answer)) return { ...tenantAt(answer.versions, eventsOf), newId: answer.newId };
    const { promptId, revision, number, environment } = answer;
    const stream = folded.get(promptId)?.get(revision) ?? promptStreamDecider.initialState;
    return { status: "answered", aggregate: "prompt", promptId, stream, number, environment };
  });
}

function tenantAt(
  versions: TenantVersions,
  eventsOf: (stream: string) => StreamSlice["events"],
): Omit<TenantAnswered, "newId"> {
  const { access, integrations } = versions;
  const tenant = {
    access: foldAccessStream(eventsOf(ACCESS_STREAM).slice(0, access)),
    integrations: foldIntegrationsStream(eventsOf(INTEGRATIONS_STREAM).slice(0, integrations)),
  };
  return { status: "answered", aggregate: "tenant", tenant, versions };
}
