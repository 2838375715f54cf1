import { existsSync } from "node:fs";
import { CommandError } from "../terminal/command-error.ts";
import { secretsKeyIn } from "./secrets-key-file.ts";
import type { Storage } from "./storage.ts";
import { invalidStore } from "./storage-url.ts";

/** PGlite on a directory. Opening it migrates its schema: only one process at a time has the directory open. */
export const pgliteStorage: Storage = {
  form: "pglite:./directory",
  async open(url, { create }) {
    const directory = url.replace(/^pglite:(?:\/\/)?/iu, "");
    if (directory === "")
      throw invalidStore(
        "pglite: names no directory",
        "name one, for example --store pglite:./promptledger-data",
      );
    if (!create && !existsSync(directory))
      throw new CommandError(
        "store-not-found",
        "notFound",
        `there is no ledger in ${directory}`,
        "create one with promptledger serve or import, name another one with --store, or use --import to look at a history file",
      );
    // Loaded only if it is used, so that the command starts faster.
    const { openPGlite, postgresEventStore } = await import("@promptledger/adapter-postgres");
    const { pglite, close } = await openPGlite(directory);
    const store = postgresEventStore({ pglite });
    try {
      const migrated = await store.migrate();
      return {
        store,
        shown: `pglite:${directory}`,
        migrate: async () => migrated,
        secretsKey: () => secretsKeyIn(directory),
        closeClient: close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  },
};
