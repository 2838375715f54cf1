import { existsSync } from "node:fs";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { OpenedStorage, OpenOptions, Storage } from "./storage.ts";
import { closingWith } from "./storage.ts";

/** PGlite on a directory. It is brought up to date when it is opened, for nobody else could: one process at a time has it. */
export const pgliteStorage: Storage = {
  form: "pglite:./directory",
  forgets: false,
  shown: (url) => `pglite:${directoryOf(url)}`,
  open,
};

async function open(url: string, { create }: OpenOptions): Promise<OpenedStorage> {
  const directory = directoryOf(url);
  if (!create && !existsSync(directory)) throw nothingThere(directory);
  // The database is loaded only where it is wanted: the command starts faster.
  const { openPGlite, postgresEventStore } = await import("@promptledger/adapter-postgres");
  const { pglite, close } = await openPGlite(directory);
  const store = postgresEventStore({ pglite });
  try {
    const done = await store.migrate();
    return { store: closingWith(store, close), migrate: async () => done };
  } catch (error) {
    await close();
    throw error;
  }
}

function directoryOf(url: string): string {
  const directory = url.replace(/^pglite:(?:\/\/)?/iu, "");
  if (directory !== "") return directory;
  throw new CommandError({
    code: "invalid-store",
    exitCode: EXIT.usage,
    message: "pglite: names no directory",
    hint: "name one, for example --store pglite:./promptledger-data",
  });
}

function nothingThere(directory: string): CommandError {
  return new CommandError({
    code: "store-not-found",
    exitCode: EXIT.notFound,
    message: `there is no ledger in ${directory}`,
    hint: "promptledger serve or import begins one; --store names another one, and --import a history to look at",
  });
}
