import { LedgerError } from "../errors.ts";
import type { RecordPut, RecordStore } from "../store/record-store.ts";

/** How often records are put before it fails with `busy`. */
const ATTEMPTS = 100;

/** A record of a tree to keep. */
export interface KeptRecord extends RecordPut {
  /** Whether the text that another writer has stored meanwhile stays. */
  yieldsTo(other: string): boolean;
}

/** Keeps records of one scope: one call, unless another writer was first. Then the last writer wins, but where the record yields to the other one. */
export async function keepRecords(
  records: RecordStore,
  scope: string,
  kept: readonly KeptRecord[],
): Promise<void> {
  let left = kept;
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === ATTEMPTS) throw new LedgerError("busy", "too many checkpoints at once; try again");
    const results = await records.put(
      scope,
      left.map(({ kind, key, value, expected }) => ({ kind, key, value, expected })),
    );
    const conflicts = left.filter((_, index) => results[index]?.status === "conflict");
    const again = conflicts.map(async (record): Promise<readonly KeptRecord[]> => {
      const [other] = await records.get(scope, record.kind, [record.key]);
      if (!other) return [{ ...record, expected: "none" }];
      return record.yieldsTo(other.value) ? [] : [{ ...record, expected: other.revision }];
    });
    left = (await Promise.all(again)).flat();
  }
}
