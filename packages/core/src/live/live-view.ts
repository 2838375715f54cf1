import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import { newAbort } from "../ports/clock.ts";
import { loadAccess } from "../read/load.ts";
import { sessionUntil } from "../read/session-until.ts";
import { loadCurrent } from "./apply-events.ts";
import { bundleText } from "./bundle.ts";
import { positionWaiters } from "./caught-up.ts";
import { eventQueue } from "./event-queue.ts";
import { followLog } from "./follow-log.ts";
import { heartbeat } from "./heartbeat.ts";
import type { Live } from "./live.ts";
import { liveListeners } from "./live-events.ts";
import type { LiveOptions } from "./live-options.ts";
import { checkedLiveOptions } from "./live-options.ts";
import { picker } from "./pick.ts";
import { selectionOf } from "./selection.ts";
import type { LiveSession } from "./session.ts";
import { viewStanding } from "./standing.ts";
import { viewState } from "./view-state.ts";

/** The views of a ledger that are open. The ledger's `close` closes them. */
export type OpenViews = Set<Pick<Live, "close">>;

/**
 * Loads what is live and follows it. The actor needs EXECUTE on the whole tenant, as everything in it can be resolved; an actor that loses it gets
 * `forbidden` from then on.
 */
export async function liveView(
  session: LiveSession,
  views: OpenViews,
  options: LiveOptions | undefined,
): Promise<Live> {
  const { signal, maxStalenessMs, ...checked } = checkedLiveOptions(options);
  const { clock, environment, templates } = session;
  const selection = selectionOf(checked);
  const loading = sessionUntil(session, signal);
  let access = await loadAccess(loading);
  const recheck = (): void => authorizeTarget(session, access, "EXECUTE", WHOLE_TENANT);
  recheck();
  const loadedAt = clock.now();
  const standing = viewStanding(clock, 0, loadedAt);
  const loaded = await loadCurrent(loading, { selection, templates, standing });
  standing.restart(loaded.cursor.position, loadedAt);

  const listeners = liveListeners();
  const closing = newAbort();
  const queue = eventQueue(loaded.cursor);
  const waiters = positionWaiters(clock, () => standing.position, pull);
  const state = viewState(loaded.tables, { clock, standing, listeners, moved });
  let lastError: unknown = null;
  let ended: LedgerError | null = null;
  let pick = picker({ tables: state.tables, selection, standing, environment, maxStalenessMs, templates });

  function moved(position: number): void {
    waiters.reached(position);
    heart.look();
  }

  function pull(position: number): void {
    follower.pull(position).catch(follower.report);
  }

  function end(error: LedgerError): void {
    if (ended !== null) return;
    ended = error;
    pick = () => {
      throw error;
    };
    views.delete(live);
    closing.abort();
    waiters.end(error);
    listeners.emit("end", { error });
    listeners.clear();
  }

  const follower = followLog({
    session: { ...session, signal: undefined },
    selection,
    templates,
    standing,
    state,
    queue,
    listeners,
    async checkAccess() {
      access = await loadAccess(session);
      recheck();
    },
    end,
    failed(error) {
      if (!isSameError(error, lastError)) listeners.emit("error", { error });
      lastError = error;
    },
    closing: closing.signal,
  });
  const close = async (): Promise<void> => {
    listeners.clear();
    end(new LedgerError("store-closed", "the live view was closed; open a new one with acme.live"));
  };
  const live: Live = {
    resolve: (prompt, resolveOptions) => pick(prompt, resolveOptions),
    on: listeners.on,
    caughtUp: waiters.caughtUp,
    get position() {
      return standing.position;
    },
    get staleness() {
      return standing.staleness;
    },
    get stale() {
      return standing.stale;
    },
    bundle() {
      if (ended !== null) throw ended;
      return bundleText(session, { selection, standing, tables: state.tables() });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  views.add(live);
  const heart = heartbeat({
    session,
    standing,
    queue,
    listeners,
    follower,
    lastError: () => lastError,
    answered() {
      lastError = null;
    },
    recheck,
    closing: closing.signal,
  });
  return live;
}

function isSameError(one: unknown, other: unknown): boolean {
  return (
    isLedgerError(one) && isLedgerError(other) && one.code === other.code && one.message === other.message
  );
}
