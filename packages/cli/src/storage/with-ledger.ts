import type { Ledger, Models, ProofOptions, Secrets, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { jinjaRenderer } from "@promptledger/jinja";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { COMMAND_LINE } from "../command-line/ledger-options.ts";
import { MEMORY_STORE, withStorage } from "./open-storage.ts";
import type { OpenedStorage, OpenOptions } from "./storage.ts";

/** A ledger on the storage that a URL names. */
export interface OpenedLedger extends Pick<OpenedStorage, "store" | "shown"> {
  readonly ledger: Ledger;
  /** Whether the storage loses everything when the process ends. */
  readonly inMemory: boolean;
  /** The ledger of the command's tenant, as the person at the command line uses it. */
  readonly tenantLedger: TenantLedger;
}

/** What a ledger needs from outside to seal secrets, to call models and to prove its history. */
export interface LedgerPorts {
  readonly secrets?: Secrets;
  readonly models?: Models;
  readonly proof?: ProofOptions;
}

/** Opens the storage and a ledger on it, does the work, and closes both whatever happens. */
export function withLedger<T>(
  options: LedgerOptions,
  opening: OpenOptions,
  work: (opened: OpenedLedger) => Promise<T>,
  ports: LedgerPorts = {},
): Promise<T> {
  return withStorage(options.store, opening, (storage) => withLedgerOn(storage, options, ports, work));
}

/** Opens a ledger on an open storage, which renders Jinja too, does the work, and closes the ledger whatever happens. */
export async function withLedgerOn<T>(
  { store, shown }: OpenedStorage,
  { tenant, actor = COMMAND_LINE }: Pick<LedgerOptions, "tenant" | "actor">,
  ports: LedgerPorts,
  work: (opened: OpenedLedger) => Promise<T>,
): Promise<T> {
  await using ledger = createLedger({ store, renderer: jinjaRenderer(), ...ports });
  const tenantLedger = ledger.as({ tenant, actor: { id: actor, kind: "host" } });
  return await work({ ledger, store, inMemory: shown === MEMORY_STORE, shown, tenantLedger });
}
