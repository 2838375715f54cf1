import * as z from "zod";
import type { Actor } from "../access/actor.ts";
import { invalidInput, parse } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { LedgerCommand } from "../write/command.ts";
import type { SessionWrite } from "../write/request.ts";
import { requestOf } from "../write/request.ts";
import type { WrittenChanges } from "../write/write-changes.ts";
import { writeChanges } from "../write/write-changes.ts";
import type { LedgerSession } from "./session.ts";

/** A change of an imported history: what one person did to a prompt at one time. */
export interface ImportedChange {
  /** Who made the change. The policy decides on it as on any write. */
  readonly actor: Actor;
  /** When it happened, in UTC milliseconds since 1970. Not in the future, and not before the prompt's last event. */
  readonly occurredAt: number;
  /** Stored in the events of the change, so that a later import recognises it. 1 to 255 characters. */
  readonly commandId: string;
  /** 1 to 200 commands on prompts. */
  readonly commands: readonly LedgerCommand[];
  /** The revision of the prompt that the importer has read; 0 if it was not there. Otherwise the import is rejected with `revision-mismatch`. */
  readonly expected?: number;
}

/** The highest number of changes in one call. */
const MAXIMUM_CHANGES = 200;

// The actor is checked as that of any session, and the rest as the options of any write.
const changesSchema: z.ZodType<readonly ImportedChange[]> = schemaFor(
  z
    .array(
      z.strictObject({
        actor: z.custom<Actor>(),
        occurredAt: z.int().min(0),
        commandId: z.string(),
        commands: z.custom<readonly LedgerCommand[]>(),
        expected: z.int().min(0).optional(),
      }),
    )
    .min(1)
    .max(MAXIMUM_CHANGES),
);

/** Writes changes of an imported history in one append. `sessionOf` makes the session of an actor, checked. */
export async function importChanges(
  given: readonly ImportedChange[],
  sessionOf: (actor: Actor) => LedgerSession,
): Promise<WrittenChanges> {
  const changes = parse(changesSchema, given, (path) => `changes${path.startsWith("[") ? path : ""}`);
  const sessions = new Map<Actor, LedgerSession>();
  const writes = changes.map(({ actor, commands, ...options }): SessionWrite => {
    const session = sessions.get(actor) ?? sessionOf(actor);
    sessions.set(actor, session);
    return { session, request: requestOf(session, commands, { ...options, templateFaults: "accept" }) };
  });
  const [first, ...others] = writes;
  if (first === undefined) throw invalidInput([{ field: "changes", message: "must have at least one" }]);
  return writeChanges([first, ...others]);
}
