import type { TenantLedger, Version } from "@promptledger/core";
import { actorEntries } from "../../api/actor-entries.ts";
import type { RespanEditor } from "./schemas.ts";

/** Finds the person who edited a version last. */
export type Editors = (version: Version) => RespanEditor;

/** The people who edited these versions last, read in one call; null stands for a missing version. */
export async function editorsOf(
  ledger: TenantLedger,
  versions: readonly (Version | null)[],
): Promise<Editors> {
  const entryOf = await actorEntries(
    ledger,
    versions.flatMap((version) => version?.updatedBy ?? []),
  );
  return ({ updatedBy }) => {
    const entry = entryOf(updatedBy);
    return {
      id: entry?.number ?? 0,
      email: entry?.email ?? "",
      first_name: entry?.firstName ?? "",
      last_name: entry?.lastName ?? "",
    };
  };
}
