import type { EventStore } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import type { Jobs } from "./worker-message.ts";

/** Creates versions of one prompt, one after the other, and returns their numbers. */
export async function createVersions(
  store: EventStore,
  { tenant, prompt, count }: Jobs["createVersions"]["argument"],
): Promise<readonly number[]> {
  const acme = createLedger({ store }).as({ tenant, actor: { id: `process-${process.pid}` } });
  const numbers: number[] = [];
  while (numbers.length < count) {
    try {
      numbers.push((await acme.versions.create({ id: prompt }, { seed: process.pid })).number);
    } catch (error) {
      // Other writers won every attempt.
      if (!isLedgerError(error, "busy")) throw error;
    }
  }
  return numbers;
}
