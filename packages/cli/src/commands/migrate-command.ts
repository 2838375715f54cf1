import type { MigrationResult } from "@promptledger/adapter-postgres";
import { withStorage } from "../storage/open-storage.ts";
import { plural } from "../terminal/plural.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";

/** Options of `promptledger migrate`. */
export interface MigrateOptions {
  readonly store: string;
  readonly json: boolean;
}

/** `promptledger migrate`: brings the storage's schema up to date. Several may run at once, even while servers run. */
export async function migrateCommand({ store, json }: MigrateOptions, terminal: Terminal): Promise<void> {
  await withStorage(store, { create: true }, async ({ shown, migrate }) => {
    const result = await migrate?.();
    const document = result ?? { applied: [], version: null };
    answer(terminal, json, document, () => [`${shown}${outcomeText(result)}`]);
  });
}

function outcomeText(result: MigrationResult | undefined): string {
  if (result === undefined) return " has no schema: there is nothing to migrate";
  const { applied, version } = result;
  if (applied.length === 0) return ` is up to date, at ${version}`;
  return `: ${plural(applied.length, "migration")} applied, ${applied.join(", ")}`;
}
