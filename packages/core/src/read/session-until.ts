import type { Signal } from "../ports/clock.ts";
import { methodsUntil, storeUntil } from "../store/store-until.ts";
import type { ReadSession } from "./session.ts";

/** The session for one read. It ends when its own signal aborts, or that of the session if it has none. */
export function sessionUntil<Given extends ReadSession>(session: Given, own: Signal | undefined): Given {
  const signal = own ?? session.signal;
  if (signal === undefined) return session;
  const directory = methodsUntil(session.directory, DIRECTORY, signal);
  return { ...session, signal, store: storeUntil(session.store, signal), directory };
}

/** The session for one write. Only its own signal ends it, so that a write whose caller has left is done, and can be repeated. */
export function writeSessionUntil<Given extends ReadSession>(session: Given, own: Signal | undefined): Given {
  return sessionUntil(session.signal === undefined ? session : { ...session, signal: undefined }, own);
}

/** Whether a method of the directory may have changed something when it is ended. To remember an actor writes nothing to the log. */
const DIRECTORY = { remember: "reads", describe: "reads", list: "reads", erase: "writes" } as const;
