import type { TenantLedger } from "@promptledger/core";

/** Something that shows who made it, and who changed it last. Times are UTC, in integer milliseconds. */
export interface Changed {
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** How Orkes' API names an actor: by the e-mail address where there is one, else by the id, which for an application is `app:...`. */
export type People = (actor: string) => string;

/** The names of those who made and changed these, all read from the directory in one call (rule X15). */
export async function peopleOf(ledger: TenantLedger, changed: readonly Changed[]): Promise<People> {
  const ids = [...new Set(changed.flatMap(({ createdBy, updatedBy }) => [createdBy, updatedBy]))];
  const entries = ids.length === 0 ? [] : await ledger.actors.describe(ids);
  const emails = new Map(ids.map((id, index) => [id, entries[index]?.email ?? null]));
  return (actor) => emails.get(actor) ?? actor;
}

/** When something was made and changed, and by whom, as Orkes' API shows it. */
export function changesObject(
  { createdAt, createdBy, updatedAt, updatedBy }: Changed,
  people: People,
): { readonly [name: string]: unknown } {
  return {
    createTime: createdAt,
    updateTime: updatedAt,
    createdBy: people(createdBy),
    updatedBy: people(updatedBy),
  };
}
