import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget, loadAccess } from "../authorization/authorize.ts";
import type { Engine, Session } from "../read/engine.ts";
import type { Actors } from "./tenant-ledger.ts";

/** The calls on the people behind the actors' ids. */
export function actorsOf(engine: Engine, session: Session): Actors {
  const { tenant } = session;
  const authorize = async (permission: "READ" | "DELETE"): Promise<void> =>
    authorizeTarget(engine, session, await loadAccess(engine, session), permission, WHOLE_TENANT);
  return {
    // Whoever reads a prompt is shown who changed it: ids are told with prompts, and names with ids.
    describe: (ids) => engine.directory.describe(tenant, ids),
    async list() {
      await authorize("READ");
      return engine.directory.list(tenant);
    },
    async erase(id) {
      await authorize("DELETE");
      await engine.directory.erase(tenant, id);
    },
  };
}
