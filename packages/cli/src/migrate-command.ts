import type { MigrationResult } from "@promptledger/adapter-postgres";
import type { OpenedStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { plural } from "./plural.ts";
import type { Terminal } from "./terminal.ts";
import { answer } from "./terminal.ts";

/** Options of `promptledger migrate`. */
export interface MigrateOptions {
  readonly store: string;
  readonly json: boolean;
}

/** `promptledger migrate`: brings the storage's schema up to date. Several may do so at once, also while servers run. */
export async function migrateCommand(options: MigrateOptions, terminal: Terminal): Promise<void> {
  const opened = await openStore(options.store, { create: true });
  try {
    const result = (await opened.migrate?.()) ?? null;
    answer(terminal, options.json, result ?? { applied: [], version: null }, () => [told(opened, result)]);
  } finally {
    await opened.store.close();
  }
}

function told({ shown }: OpenedStore, result: MigrationResult | null): string {
  if (result === null) return `${shown} has no schema: there is nothing to migrate`;
  const { applied, version } = result;
  if (applied.length === 0) return `${shown} is up to date, at ${version}`;
  return `${shown}: ${plural(applied.length, "migration")} applied, ${applied.join(", ")}`;
}
