import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isLedgerError, LedgerError } from "@promptledger/core/adapter";
import type { Transaction } from "../connection/transaction.ts";
import { lockDirectory } from "./directory-lock.ts";
import type { PGliteClient } from "./pglite-database.ts";

/** A PGlite that keeps its data in a directory which no other process has open. */
export interface OpenedPGlite {
  /** What `postgresEventStore({ pglite })` takes. The host may keep tables of its own in it, beside the ledger's schema. */
  readonly pglite: HostPGlite;
  /** Closes PGlite and lets the directory go; to be called after the stores on it were closed. Idempotent. */
  close(): Promise<void>;
}

/** PGlite as a host uses it. This type declares a part of its interface; all of it is available. */
export interface HostPGlite extends PGliteClient {
  /** Runs work in a transaction: committed when the work is done, rolled back when it throws. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** PGlite, which the host must install. */
interface Started extends HostPGlite {
  close(): Promise<void>;
}

/**
 * Opens PGlite on a directory, which is made if it is not there; its lock and its data lie in it. PGlite itself would let a second
 * process in, and the two would destroy the data: here the second one, also a second one in this process, gets `unavailable` with the
 * number of the first. What a killed process leaves behind is taken over. PGlite runs without fsync: what it acknowledged survives the
 * death of the process, not that of the machine.
 *
 * @throws LedgerError `unavailable`: the directory is in use, or cannot be opened, or `@electric-sql/pglite` is not installed.
 */
export async function openPGlite(directory: string): Promise<OpenedPGlite> {
  const path = resolve(directory);
  const create = await loadPGlite();
  // PGlite lets everybody read its files; the directory round them does not.
  await naming(path, mkdir(path, { recursive: true, mode: 0o700 }));
  const lock = await naming(path, lockDirectory(path));
  try {
    const pglite = await naming(path, start(path, create));
    let closed: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      await pglite.close();
      await lock.release();
    };
    return {
      pglite,
      close() {
        closed ??= close();
        return closed;
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Starts PGlite on its part of a directory. Making a database takes seconds; one that was not finished is made again. */
async function start(directory: string, create: (folder: string) => Promise<Started>): Promise<Started> {
  const database = join(directory, "database");
  const unfinished = join(directory, "unfinished");
  if (existsSync(unfinished)) await rm(database, { recursive: true, force: true });
  else if (existsSync(database)) return create(database);
  await writeFile(unfinished, "The database is being made; if this file is left behind, it is made again.\n");
  const pglite = await create(database);
  await rm(unfinished);
  return pglite;
}

async function loadPGlite(): Promise<(folder: string) => Promise<Started>> {
  try {
    const { PGlite } = await import("@electric-sql/pglite");
    const { pg_trgm } = await import("@electric-sql/pglite/contrib/pg_trgm");
    return (folder) => PGlite.create(folder, { extensions: { pg_trgm } });
  } catch (cause) {
    throw new LedgerError(
      "unavailable",
      "@electric-sql/pglite cannot be loaded: install it beside @promptledger/adapter-postgres",
      { cause },
    );
  }
}

async function naming<T>(directory: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (isLedgerError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LedgerError("unavailable", `${directory} cannot be opened: ${why}`, { cause });
  }
}
