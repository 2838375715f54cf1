import { createHash } from "node:crypto";
import type { EventStore, Hasher, Ledger, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { openStore } from "./open-store.ts";
import type { OpenOptions } from "./storage.ts";

/** Options of every command that reads or writes a ledger. */
export interface LedgerOptions {
  readonly store: string;
  readonly tenant: string;
  readonly json: boolean;
  /** A history file that is loaded first. */
  readonly import?: string;
}

/** A ledger over the storage that a URL names. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly store: EventStore;
  /** Whether the storage forgets everything when the process ends. */
  readonly forgets: boolean;
  /** The storage's URL without user and password. */
  readonly shown: string;
  /** The ledger of the command's tenant, as the person at the command line uses it. */
  readonly tenantLedger: TenantLedger;
}

const nodeHasher: Hasher = { sha256: (text) => createHash("sha256").update(text).digest("hex") };

/** Opens the storage and a ledger over it; closing the ledger closes the storage. */
export async function openLedger(
  options: LedgerOptions,
  opening: OpenOptions = { create: true },
  ports: Pick<Parameters<typeof createLedger>[0], "secrets" | "models"> = {},
): Promise<OpenedLedger> {
  const { store, forgets, shown } = await openStore(options.store, opening);
  const ledger = createLedger({ store, hasher: nodeHasher, ...ports });
  try {
    const tenantLedger = ledger.as({ tenant: options.tenant, actor: { id: "command-line", kind: "host" } });
    return { ledger, store, forgets, shown, tenantLedger };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}
