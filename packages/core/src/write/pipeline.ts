import { isUnlimited } from "../authorization/authorize.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import { throwIfAborted } from "../ports/until-aborted.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { streamWithRecordedAt } from "../prompt/stream.ts";
import { writeSessionUntil } from "../read/session-until.ts";
import type { Receipt } from "../read/views.ts";
import type { Appended } from "../store/append.ts";
import type { Answered } from "./answer.ts";
import { isOfPrompt } from "./answer.ts";
import type { AnswerView } from "./answer-view.ts";
import { answerView } from "./answer-view.ts";
import { authorizeRepeat, loadToday } from "./authorize-repeat.ts";
import type { AnyCommand, CheckedCommand } from "./command.ts";
import { commandIdReused } from "./command-id.ts";
import type { Decided } from "./decide.ts";
import { tenantStreamsOf } from "./named.ts";
import type { WriteOptions } from "./options.ts";
import type { Readable } from "./readable.ts";
import { readableAfter, readableToday } from "./readable.ts";
import { decideOnLoaded, decideOnRecent } from "./ready.ts";
import { recall, resultText } from "./recall.ts";
import type { WriteRequest } from "./request.ts";
import { requestOf } from "./request.ts";
import { requestKeys } from "./request-keys.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { WriteSession } from "./session.ts";

/** The result of a write, with one document for each command. It is frozen. */
export interface Done {
  readonly receipt: Receipt;
  readonly answers: readonly object[];
}

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

/** The answer to a command that was applied before. It was written, so an error of the storage leaves only its answer unknown. */
async function repeat(
  session: WriteSession,
  request: WriteRequest,
  applied: Pick<Appended, "result" | "position" | "recordedAt">,
): Promise<Done> {
  try {
    return await answerAgain(session, request, applied);
  } catch (error) {
    if (!isLedgerError(error, "unavailable")) throw error;
    const message =
      "the command was applied, and its answer cannot be read; repeat it with the same command id";
    throw new LedgerError("outcome-unknown", message, { cause: error });
  }
}

async function answerAgain(
  session: WriteSession,
  request: WriteRequest,
  { result, position, recordedAt }: Pick<Appended, "result" | "position" | "recordedAt">,
): Promise<Done> {
  const { changed, answers, callId } = await recall(session, result);
  // An attempt of this very call may have been applied although its outcome was unknown; that is no repetition.
  const repeated = callId !== request.callId;
  // Who needs no grants may do and see everything.
  const today = isUnlimited(session) ? null : await loadToday(session, request, answers);
  if (repeated && today !== null) authorizeRepeat(session, request, answers, today);
  const receipt = { changed, position, repeated };
  const mayRead = today === null ? () => true : readableToday(session, today);
  const views = viewsOf(session, request, answers, mayRead);
  return { receipt, answers: shown(views, answers, recordedAt) };
}

function viewsOf(
  session: WriteSession,
  { commands }: WriteRequest,
  answers: readonly Answered[],
  mayRead: Readable,
): readonly AnswerView[] {
  return answers.map((answered, index) => {
    const command = commands[index]?.command as CheckedCommand["command"];
    return answerView(session, command, answered, mayRead);
  });
}

function shown(
  views: readonly AnswerView[],
  answers: readonly Answered[],
  recordedAt: number,
): readonly object[] {
  return views.map((view, index) => view(answers[index] as Answered, recordedAt));
}
