import { isUnlimited } from "../authorization/authorize.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import type { Appended } from "../store/append.ts";
import type { Done } from "./answer-view.ts";
import { shown, viewsOf } from "./answer-view.ts";
import { authorizeRepeat, loadToday } from "./authorize-repeat.ts";
import { readableToday } from "./readable.ts";
import { recall } from "./recall.ts";
import type { WriteRequest } from "./request.ts";
import type { WriteSession } from "./session.ts";

/** The answer to a command that was applied before. It was written, so an error of the storage leaves only its answer unknown. */
export async function repeat(
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
