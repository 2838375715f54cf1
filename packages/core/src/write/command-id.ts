import type { Actor } from "../access/actor.ts";
import { kindOf } from "../authorization/policy.ts";
import { LedgerError } from "../errors.ts";
import type { Hasher } from "../ports/hasher.ts";

/**
 * The id under which the store keeps a command: a hash of the actor's kind and id, and of the command id that the actor gave. So one actor's
 * command ids never meet another's, and the stored id has the same length for all of them.
 */
export function storedCommandId(actor: Actor, given: string, hasher: Hasher): string {
  return hasher.sha256(JSON.stringify([kindOf(actor), actor.id, given]));
}

/** The error for a command id that its actor used before for something else. */
export function commandIdReused(given: string): LedgerError {
  const message = `the command id ${given} was used before with another input; use a new one`;
  return new LedgerError("command-id-reused", message);
}
