import { isLedgerError } from "../errors.ts";
import { throwIfAborted } from "../ports/until-aborted.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { streamWithRecordedAt } from "../prompt/stream.ts";
import { writeSessionUntil } from "../read/session-until.ts";
import { isOfPrompt } from "./answer.ts";
import type { Done } from "./answer-view.ts";
import { shown, viewsOf } from "./answer-view.ts";
import type { AnyCommand } from "./command.ts";
import { commandIdReused } from "./command-id.ts";
import type { Decided } from "./decide.ts";
import { tenantStreamsOf } from "./named.ts";
import type { WriteOptions } from "./options.ts";
import { readableAfter } from "./readable.ts";
import { decideOnLoaded, decideOnRecent } from "./ready.ts";
import { resultText } from "./recall.ts";
import { repeat } from "./repeat.ts";
import type { WriteRequest } from "./request.ts";
import { requestOf } from "./request.ts";
import { requestKeys } from "./request-keys.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { WriteSession } from "./session.ts";

/**
 * The one write path. Applies commands in one append, all or none. It gathers what all of them need, loads it, decides in order, and appends.
 * If another writer was first, it starts again. A command id that the actor has used before returns its first answer, if the policy
 * still allows the commands. If the outcome of an append is
 * unknown, the command id is looked up before anything else.
 */
export async function write(
  session: WriteSession,
  commands: readonly AnyCommand[],
  options?: WriteOptions,
): Promise<Done> {
  const request = requestOf(session, commands, options);
  const { signal } = request;
  throwIfAborted(signal);
  const during = writeSessionUntil(session, signal);
  const task = async (): Promise<Done> => {
    const { receipt, answers } = await retryOnConflict(
      during,
      (count) => attempt(during, request, count === 1),
      signal,
    );
    return Object.freeze({ receipt: Object.freeze(receipt), answers: Object.freeze(answers) });
  };
  return session.queue.run(requestKeys(request, session.tenant), task, signal);
}

/** One attempt; null where another writer was first. */
async function attempt(session: WriteSession, request: WriteRequest, isFirst: boolean): Promise<Done | null> {
  const ready =
    (isFirst ? decideOnRecent(session, request) : null) ??
    (await decideOnLoaded([{ session, request }], request));
  return ready.status === "done-before"
    ? repeat(session, request, ready.command)
    : append(session, request, ready);
}

async function append(
  session: WriteSession,
  request: WriteRequest,
  { answers, work, position }: Decided,
): Promise<Done | null> {
  const { tenant, actor } = session;
  const changed = work.changed();
  const views = viewsOf(session, request, answers, readableAfter(session, work.access.state()));
  if (!changed && request.givenId === null) {
    const receipt = { changed, position, repeated: false };
    return { receipt, answers: shown(views, answers, 0) };
  }
  if (changed) await session.directory.remember(tenant, actor);
  const { id, fingerprint } = request.command;
  const command = { id, fingerprint, result: resultText(changed, answers, request.callId) };
  const streams = work.parts(tenantStreamsOf(request, session));
  const appended = await session.store.append({ tenant, command, streams }).catch((error: unknown) => {
    throw isLedgerError(error, "command-id-reused") ? commandIdReused(request.givenId ?? id) : error;
  });
  const written = work.written();
  if (appended.status === "conflict") {
    for (const one of written) session.recent.forget(tenant, one.id);
    return null;
  }
  if (appended.repeated) return repeat(session, request, appended);
  const { recordedAt } = appended;
  // The times of the append are known now. They are filled in once, for both the answer and the cache.
  const recorded = new Map<object, PromptStream>();
  const recordedOnce = (stream: PromptStream): PromptStream => {
    const known = recorded.get(stream) ?? streamWithRecordedAt(stream, recordedAt);
    recorded.set(stream, known);
    return known;
  };
  for (const { id: promptId, loaded, lastEvent } of written) {
    const { base, stream, complete } = loaded;
    session.recent.remember(tenant, promptId, { base, stream: recordedOnce(stream), complete, lastEvent });
  }
  const recordedAnswers = answers.map((one) =>
    isOfPrompt(one) ? { ...one, state: recordedOnce(one.state) } : one,
  );
  const receipt = { changed, position: appended.position, repeated: false };
  return { receipt, answers: shown(views, recordedAnswers, recordedAt) };
}
