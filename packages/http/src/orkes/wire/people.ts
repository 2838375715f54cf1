import type { TenantLedger, Version } from "@promptledger/core";
import { actorEntries } from "../../api/actor-entries.ts";

/** When something was created and changed, and by whom. */
type Changed = Pick<Version, "createdAt" | "createdBy" | "updatedAt" | "updatedBy">;

/** What the API shows of something, and when and by whom that was created and changed. */
export type Row = readonly [shown: object, changed: Changed];

/**
 * The rows with when each was created and changed, and by whom. People are named by their e-mail address if they have one, else by their id,
 * which is `app:...` for an application; those who were erased, by `erased`. All are read in one call (rule X15).
 */
export async function withPeople(ledger: TenantLedger, rows: readonly Row[]): Promise<readonly object[]> {
  const actors = rows.flatMap(([, { createdBy, updatedBy }]) => [createdBy, updatedBy]);
  const entryOf = await actorEntries(ledger, actors);
  const nameOf = (actor: string): string => {
    const entry = entryOf(actor);
    return entry?.erased ? "erased" : (entry?.email ?? actor);
  };
  return rows.map(([shown, { createdAt, createdBy, updatedAt, updatedBy }]) => ({
    ...shown,
    createTime: createdAt,
    updateTime: updatedAt,
    createdBy: nameOf(createdBy),
    updatedBy: nameOf(updatedBy),
  }));
}

/** An answer with a list of rows and their people. */
export async function listAnswer(ledger: TenantLedger, rows: readonly Row[]): Promise<Response> {
  return Response.json(await withPeople(ledger, rows));
}

/** An answer with one row and its people. */
export async function oneAnswer(ledger: TenantLedger, row: Row): Promise<Response> {
  const [one] = await withPeople(ledger, [row]);
  return Response.json(one);
}
