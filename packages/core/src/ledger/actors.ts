import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import type { ActorEntry } from "../identity/actor-directory.ts";
import { loadAccess } from "../read/load.ts";
import { jsonArray, text } from "../validation/json.ts";
import { parseField } from "../validation/parse.ts";
import type { WriteSession } from "../write/session.ts";

/** The people behind the ids of actors. Events contain only the ids. */
export interface Actors {
  /** The directory entries of these actors, in the order of the ids; null for actors without an entry. */
  describe(ids: readonly string[]): Promise<readonly (ActorEntry | null)[]>;
  /** All entries of the directory, ordered by id. Throws `forbidden` without READ on the whole tenant. */
  list(): Promise<readonly ActorEntry[]>;
  /**
   * Erases a person's name and e-mail. The id in the events and the number stay. If the person acts again with a name or e-mail, these are
   * stored again. Throws `forbidden` without DELETE on the whole tenant.
   */
  erase(id: string): Promise<void>;
}

const idSchema = text(255, 1);
const idsSchema = jsonArray(idSchema, 10_000);

/** The calls on people. */
export function actorsOf(session: WriteSession): Actors {
  const { tenant } = session;
  const authorize = async (permission: "READ" | "DELETE"): Promise<void> =>
    authorizeTarget(session, await loadAccess(session), permission, WHOLE_TENANT);
  return {
    // Anyone who reads a prompt sees the ids of those who changed it, and may look up their names.
    async describe(ids) {
      return session.directory.describe(tenant, parseField("ids", idsSchema, ids));
    },
    async list() {
      await authorize("READ");
      return session.directory.list(tenant);
    },
    async erase(id) {
      await authorize("DELETE");
      await session.directory.erase(tenant, parseField("id", idSchema, id));
    },
  };
}
