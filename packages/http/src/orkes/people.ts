import type { TenantLedger } from "@promptledger/core";

/** How Orkes' API names an actor: by the e-mail address where there is one, else by the id, which for an application is `app:...`. */
export type People = (actor: string) => string;

/** The names of these actors, read at once from the directory (rule X15). */
export async function peopleOf(ledger: TenantLedger, actors: readonly string[]): Promise<People> {
  const ids = [...new Set(actors)];
  const entries = ids.length === 0 ? [] : await ledger.actors.describe(ids);
  const emails = new Map(ids.map((id, index) => [id, entries[index]?.email ?? null]));
  return (actor) => emails.get(actor) ?? actor;
}
