import type { AccessState, ApplicationState } from "../access/state.ts";
import { LedgerError } from "../errors.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";

/** An application: a caller that is no person. Its actor's id is `app:` and its own. */
export type Application = Omit<ApplicationState, "deleted">;

/** A living application for those who read; throws `application-not-found`. */
export function applicationView(access: AccessState, id: string): Application {
  const found = own(access.applications, id);
  if (found === undefined || found.deleted)
    throw new LedgerError("application-not-found", `there is no application with the id ${id}`);
  return shownApplication(found);
}

/** An application for those who read, deleted or not. */
export function shownApplication({ deleted: _deleted, ...application }: ApplicationState): Application {
  return deepFreeze({ ...application });
}
