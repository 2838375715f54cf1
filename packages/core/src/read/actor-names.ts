import { ACCESS_STREAM, isErased } from "../access/state.ts";
import type { NameOf } from "../history/history-entry.ts";
import type { ActorEntry } from "../identity/actor-directory.ts";
import { loadWorkspace } from "./load.ts";
import type { ReadSession } from "./session.ts";

/** What reads show where the name of an erased person would be. */
const ERASED = "erased";

/**
 * The names of actors today, from the directory: first and last name, or else the e-mail address. `erased` for people who were erased, and the id
 * for those of whom nothing is known.
 */
export async function namesOf(session: ReadSession, ids: Iterable<string>): Promise<NameOf> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return String;
  const entries = await session.directory.describe(session.tenant, wanted);
  const names = new Map<string, string>();
  entries.forEach((entry, index) => {
    const name = nameIn(entry);
    if (name !== null) names.set(wanted[index] ?? "", name);
  });
  if (names.size === wanted.length) return (id) => names.get(id) ?? id;
  const erased = await loadErased(session);
  return (id) => names.get(id) ?? (erased(id) ? ERASED : id);
}

/** Whether the history says that a person was erased, by their id. */
export async function loadErased(
  session: Pick<ReadSession, "store" | "tenant" | "tenantStreams">,
): Promise<(actorId: string) => boolean> {
  const { access } = (await loadWorkspace(session, { tenantStreams: [ACCESS_STREAM] })).tenant;
  return (id) => isErased(access, id);
}

function nameIn(entry: ActorEntry | null): string | null {
  if (entry === null) return null;
  if (entry.erased) return ERASED;
  const name = [entry.firstName, entry.lastName].filter(Boolean).join(" ");
  return name || entry.email || null;
}
