import type { TenantLedger, Version } from "@promptledger/core";
import type { RespanEditor } from "./schemas.ts";

/** Finds the person who edited a version last. */
export type Editors = (version: Version) => RespanEditor;

/** The people who edited these versions last, read at once; null stands for a version that is not there. */
export async function editorsOf(
  ledger: TenantLedger,
  versions: readonly (Version | null)[],
): Promise<Editors> {
  const ids = [...new Set(versions.flatMap((version) => version?.updatedBy ?? []))];
  const entries = ids.length === 0 ? [] : await ledger.actors.describe(ids);
  const byId = new Map(ids.map((id, index) => [id, entries[index] ?? null]));
  return ({ updatedBy }) => {
    const entry = byId.get(updatedBy);
    return {
      id: entry?.number ?? 0,
      email: entry?.email ?? "",
      first_name: entry?.firstName ?? "",
      last_name: entry?.lastName ?? "",
    };
  };
}
