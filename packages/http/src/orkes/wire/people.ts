import type { TenantLedger } from "@promptledger/core";
import { actorEntries } from "../../api/actor-entries.ts";

/** When something was created and changed, and by whom. Times are UTC, in integer milliseconds. */
export interface Changed {
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/**
 * What Orkes' API shows, each with when it was created and changed, and by whom. People are named by their e-mail address if there is one,
 * else by their id, which is `app:...` for an application. All are read in one call (rule X15).
 */
export async function withPeople(
  ledger: TenantLedger,
  rows: readonly (readonly [shown: object, changed: Changed])[],
): Promise<readonly object[]> {
  const entryOf = await actorEntries(
    ledger,
    rows.flatMap(([, { createdBy, updatedBy }]) => [createdBy, updatedBy]),
  );
  const nameOf = (actor: string): string => entryOf(actor)?.email ?? actor;
  return rows.map(([shown, { createdAt, createdBy, updatedAt, updatedBy }]) => ({
    ...shown,
    createTime: createdAt,
    updateTime: updatedAt,
    createdBy: nameOf(createdBy),
    updatedBy: nameOf(updatedBy),
  }));
}

/** An answer with all of these, as {@link withPeople} shows them. */
export async function listAnswer(...shown: Parameters<typeof withPeople>): Promise<Response> {
  return Response.json(await withPeople(...shown));
}

/** An answer with this one, as {@link withPeople} shows it. */
export async function oneAnswer(ledger: TenantLedger, shown: object, changed: Changed): Promise<Response> {
  const [one] = await withPeople(ledger, [[shown, changed]]);
  return Response.json(one);
}
