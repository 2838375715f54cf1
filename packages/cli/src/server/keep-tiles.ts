import { setTimeout as sleep } from "node:timers/promises";
import { COMMAND_LINE } from "../command-line/ledger-options.ts";
import type { OpenedLedger } from "../storage/with-ledger.ts";

/** How often new events are hashed, in milliseconds. */
const EVERY = 60_000;

/** What ends the work, and what is called with its errors. */
interface KeepTilesOptions {
  readonly signal: AbortSignal;
  onError(error: unknown): void;
}

/** Hashes the new events of all tenants again and again, so that a checkpoint takes milliseconds, however long the history is. */
export async function keepTiles(
  { ledger, store }: Pick<OpenedLedger, "ledger" | "store">,
  { signal, onError }: KeepTilesOptions,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { tenant } of store.tenants()) {
        if (signal.aborted) return;
        const { proof } = ledger.as({ tenant, actor: { id: COMMAND_LINE, kind: "host" } });
        await proof.keepTiles({ signal });
      }
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await sleep(EVERY, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
