import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import type { ActorEntry } from "../identity/actor-directory.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { signalOf } from "../ports/call-options.ts";
import { loadAccess } from "../read/load.ts";
import { sessionUntil, writeSessionUntil } from "../read/session-until.ts";
import { jsonArray, text } from "../validation/json.ts";
import { parseField } from "../validation/parse.ts";
import type { TenantWriteOptions } from "../write/options.ts";
import { signalOfWrite } from "../write/options.ts";
import { write } from "../write/pipeline.ts";
import { secondStep } from "../write/second-step.ts";
import type { WriteSession } from "../write/session.ts";

/**
 * The people behind the ids of actors. Events contain only the ids. The directory is not part of the history: it is read as it is now, so its reads
 * have no `at`, and a person who was erased is gone from all of the past.
 */
export interface Actors {
  /** The directory entries of these actors, in the order of the ids; null for actors without an entry. */
  describe(ids: readonly string[], options?: CallOptions): Promise<readonly (ActorEntry | null)[]>;
  /** All entries of the directory, ordered by id. Throws `forbidden` without READ on the whole tenant. */
  list(options?: CallOptions): Promise<readonly ActorEntry[]>;
  /**
   * Erases a person's name and e-mail, for good. The id in the events and the number stay. No later write, import or session stores a name or
   * e-mail for this id again, in any process; a person who returns needs a new id. Somebody of whom nothing is stored can be erased too, for
   * example before an import. The history says who erased whom, and why, in one `PersonErased` event. If the call fails, repeat it: it finishes
   * what is left. Throws `forbidden` without DELETE on the whole tenant.
   */
  erase(id: string, options?: TenantWriteOptions): Promise<void>;
}

const idSchema = text(255, 1);
const idsSchema = jsonArray(idSchema, 10_000);

/** The calls on people. */
export function actorsOf(session: WriteSession): Actors {
  const { tenant } = session;
  async function authorize(during: WriteSession, permission: "READ" | "DELETE"): Promise<void> {
    authorizeTarget(during, await loadAccess(during), permission, WHOLE_TENANT);
  }
  return {
    // Anyone who reads a prompt sees the ids of those who changed it, and may look up their names.
    async describe(given, options) {
      const ids = parseField("ids", idsSchema, given);
      return sessionUntil(session, signalOf(options)).directory.describe(tenant, ids);
    },
    async list(options) {
      const during = sessionUntil(session, signalOf(options));
      await authorize(during, "READ");
      return during.directory.list(tenant);
    },
    async erase(given, options) {
      const id = parseField("id", idSchema, given);
      const during = writeSessionUntil(session, signalOfWrite(options));
      await authorize(during, "DELETE");
      // The event comes first: anyone who is about to store a name finds either the event or the changed record.
      await write(session, [{ type: "ErasePerson", actorId: id }], options);
      await secondStep(() => during.directory.erase(tenant, id));
    },
  };
}
