import type { ActorEntry, TenantLedger } from "@promptledger/core";

/** Looks these actors up in the tenant's directory, all in one call (rule X15). Returns null for an actor that is not in it. */
export async function actorEntries(
  ledger: TenantLedger,
  actors: readonly string[],
): Promise<(actor: string) => ActorEntry | null> {
  const ids = [...new Set(actors)];
  const entries = ids.length === 0 ? [] : await ledger.actors.describe(ids);
  const byId = new Map(ids.map((id, index) => [id, entries[index] ?? null]));
  return (actor) => byId.get(actor) ?? null;
}
