import type { Session } from "../authorization/authorize.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import type { Receipt } from "../read/views.ts";
import type { Appended } from "../store/append.ts";
import { answerView } from "./answer-view.ts";
import type { LedgerCommand } from "./command.ts";
import type { Decided } from "./decide.ts";
import type { WriteEngine } from "./engine.ts";
import { tenantStreamsOf } from "./gather.ts";
import type { WriteOptions } from "./options.ts";
import type { Ready } from "./ready.ts";
import { decideOnLoaded, decideOnRecent } from "./ready.ts";
import { recall, resultText } from "./recall.ts";
import type { WriteRequest } from "./request.ts";
import { requestOf } from "./request.ts";

/** What a write did, with one document for each command; all of it frozen. */
export interface Done {
  readonly receipt: Receipt;
  readonly answers: readonly object[];
}

/**
 * The one write path. Applies commands in one append, all or none: gathers what all of them need, loads it, decides in their order, appends,
 * and where another writer was first begins again. A command id that was applied before answers what it answered then. An append whose
 * outcome is unknown is looked up by its command id before anything else is done.
 */
export async function write(
  engine: WriteEngine,
  session: Session,
  commands: readonly LedgerCommand[],
  options?: WriteOptions,
): Promise<Done> {
  const request = requestOf(engine, session, commands, options);
  return engine.queue.run(keysOf(request, session), async () => {
    const { done, inDoubt } = await untilDone(engine, (count) =>
      attempt(engine, session, request, count === 1),
    );
    // Found after an attempt in doubt, the command is this call's own, and not one of before.
    const receipt = inDoubt ? { ...done.receipt, repeated: false } : done.receipt;
    return Object.freeze({ receipt: Object.freeze(receipt), answers: Object.freeze(done.answers) });
  });
}

/** Writes that share one of these go one after the other in this process. */
function keysOf({ commands }: WriteRequest, { tenant }: Session): readonly string[] {
  const keys = new Set<string>();
  for (const one of commands) {
    if (one.aggregate !== "prompt") keys.add(`${tenant}//`);
    else if (one.prompt !== null)
      keys.add(`${tenant}/${"id" in one.prompt ? one.prompt.id : `/${one.prompt.slug}`}`);
  }
  return [...keys];
}

/** One attempt; null where another writer was first. */
async function attempt(
  engine: WriteEngine,
  session: Session,
  request: WriteRequest,
  isFirst: boolean,
): Promise<Done | null> {
  const ready =
    (isFirst ? decideOnRecent(engine, session, request) : null) ??
    (await decideOnLoaded(engine, session, request));
  return ready.status === "done-before"
    ? repeat(engine, session, request, ready.command)
    : append(engine, session, request, ready);
}

async function append(
  engine: WriteEngine,
  session: Session,
  request: WriteRequest,
  { answers, work, position }: Ready,
): Promise<Done | null> {
  const { tenant, actor } = session;
  const changed = work.changed();
  const done = (receipt: Receipt, recordedAt: number): Done => ({
    receipt,
    answers: request.commands.map((one, index) =>
      answerView(engine, session, one, answers[index] as Decided["answers"][number], recordedAt),
    ),
  });
  if (!changed && !request.isNamed) return done({ changed, position, repeated: false }, 0);
  if (changed) await engine.directory.remember(tenant, actor);
  const command = { ...request.command, result: resultText(changed, answers) };
  const streams = work.parts(tenantStreamsOf(request, session));
  const appended = await engine.store.append({ tenant, command, streams });
  if (appended.status === "conflict") {
    for (const { id } of work.written()) engine.recent.forget(tenant, id);
    return null;
  }
  if (appended.repeated) return repeat(engine, session, request, appended);
  for (const written of work.written()) engine.recent.remember(tenant, written, appended.recordedAt);
  return done({ changed, position: appended.position, repeated: false }, appended.recordedAt);
}

async function repeat(
  engine: WriteEngine,
  session: Session,
  { commands }: WriteRequest,
  command: Pick<Appended, "result" | "position" | "recordedAt">,
): Promise<Done> {
  const { changed, answers } = await recall(engine.store, session.tenant, command);
  return {
    receipt: { changed, position: command.position, repeated: true },
    answers: commands.map((one, index) =>
      answerView(engine, session, one, answers[index] as Decided["answers"][number], command.recordedAt),
    ),
  };
}

/** How often a write is tried before it is reported as `busy`. */
const ATTEMPTS = 50;

/** What a write came to, and whether the outcome of one of its attempts was unknown in between. */
interface Tried<T> {
  readonly done: T;
  readonly inDoubt: boolean;
}

/**
 * Tries a write, which is null where another writer was first, until it is done. An attempt whose outcome is unknown is tried again too: the
 * next one looks its command id up before anything else. Throws `busy`, or `outcome-unknown`.
 */
async function untilDone<T>(
  { clock, ids }: Pick<WriteEngine, "clock" | "ids">,
  once: (count: number) => Promise<T | null>,
): Promise<Tried<T>> {
  let inDoubt: LedgerError | null = null;
  for (let count = 1; count <= ATTEMPTS; count++) {
    try {
      const done = await once(count);
      if (done !== null) return { done, inDoubt: inDoubt !== null };
    } catch (error) {
      if (!isLedgerError(error, "outcome-unknown")) throw error;
      inDoubt = error;
    }
    await clock.sleep(Math.min(2 ** count, 100) * ids.random());
  }
  throw inDoubt ?? new LedgerError("busy", `other writers were first ${ATTEMPTS} times; try again`);
}
