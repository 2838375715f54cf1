import type { Receipt } from "../read/views.ts";
import type { Appended } from "../store/append.ts";
import { tenantStreamsOfAll } from "./named.ts";
import { decideOnLoaded } from "./ready.ts";
import type { SessionWrite } from "./request.ts";
import { requestKeys } from "./request-keys.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** The result of changes that were written together. */
export interface WrittenChanges {
  /** What the changes did together. */
  readonly receipt: Receipt;
  /** The revision of each prompt that was changed, by its id. */
  readonly revisions: { readonly [promptId: string]: number };
}

/** The part of the command's record from which a repeat is answered. */
interface StoredChanges extends Pick<WrittenChanges, "revisions"> {
  readonly callId: string;
}

/**
 * Applies the writes of several actors in one append, all or none, decided in order. They are one command of the store: the same writes again
 * change nothing. Each event has the actor, the time and the command id of its own write.
 */
export async function writeChanges(
  writes: readonly [SessionWrite, ...SessionWrite[]],
): Promise<WrittenChanges> {
  const [{ session }] = writes;
  const { tenant, hasher, ids, clock } = session;
  const hashOf = (part: "id" | "fingerprint"): string =>
    hasher.sha256(JSON.stringify(writes.map(({ request }) => request.command[part])));
  const command = { id: hashOf("id"), fingerprint: hashOf("fingerprint") };
  const callId = ids.ulid(clock.now());

  const answer = ({ result, position }: Pick<Appended, "result" | "position">): WrittenChanges => {
    const stored = JSON.parse(result) as StoredChanges;
    const { revisions } = stored;
    const changed = Object.keys(revisions).length > 0;
    // An attempt of this very call may have been applied although its outcome was unknown; that is no repetition.
    const receipt = { changed, position, repeated: stored.callId !== callId };
    return Object.freeze({ receipt: Object.freeze(receipt), revisions: Object.freeze(revisions) });
  };
  const attempt = async (): Promise<WrittenChanges | null> => {
    const ready = await decideOnLoaded(writes, { command, givenId: null });
    if (ready.status === "done-before") return answer(ready.command);
    const { work } = ready;
    for (const actor of new Set(writes.map((one) => one.session.actor)))
      await session.directory.remember(tenant, actor);
    const written = work.written();
    const revisions = Object.fromEntries(written.map(({ id, loaded }) => [id, loaded.base]));
    const result = JSON.stringify({ callId, revisions } satisfies StoredChanges);
    const streams = work.parts(tenantStreamsOfAll(writes));
    const appended = await session.store.append({ tenant, command: { ...command, result }, streams });
    for (const { id } of written) session.recent.forget(tenant, id);
    return appended.status === "conflict" ? null : answer(appended);
  };
  const keys = new Set(writes.flatMap((one) => requestKeys(one.request, tenant)));
  return session.queue.run([...keys], () => retryOnConflict(session, attempt));
}
