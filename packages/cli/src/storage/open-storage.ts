import { CommandError } from "../terminal/command-error.ts";
import { pgliteStorage } from "./pglite-storage.ts";
import { postgresStorage } from "./postgres-storage.ts";
import { redisClusterStorage, redisStorage } from "./redis-storage.ts";
import { newSecretsKey } from "./secrets-key-file.ts";
import type { OpenedStorage, OpenOptions, Storage } from "./storage.ts";

/** The storage of a command that names none. */
export const DEFAULT_STORE = "pglite:./promptledger-data";

/** The storage that loses everything when the process ends. */
export const MEMORY_STORE = "memory:";

const memoryStorage: Storage = {
  form: MEMORY_STORE,
  open: async () => {
    const { memoryEventStore } = await import("@promptledger/adapter-memory");
    const key = { text: newSecretsKey(), file: null };
    return { store: memoryEventStore(), shown: MEMORY_STORE, secretsKey: async () => key };
  },
};

// To add an adapter, add a line here; nothing else in the command depends on it.
const STORAGES: { readonly [scheme: string]: Storage } = {
  memory: memoryStorage,
  pglite: pgliteStorage,
  postgres: postgresStorage,
  postgresql: postgresStorage,
  redis: redisStorage,
  rediss: redisStorage,
  "redis-cluster": redisClusterStorage,
  "rediss-cluster": redisClusterStorage,
};

/** What the URLs of all storages look like. */
export const STORE_FORMS: string = [...new Set(Object.values(STORAGES))].map(({ form }) => form).join(", ");

/** Opens the storage that a URL names, does the work, and closes the storage whatever happens. */
export async function withStorage<T>(
  url: string,
  options: OpenOptions,
  work: (opened: OpenedStorage) => Promise<T>,
): Promise<T> {
  const opened = await storageOf(url).open(url, options);
  try {
    return await work(opened);
  } finally {
    await opened.store.close();
    await opened.closeClient?.();
  }
}

function storageOf(url: string): Storage {
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(url)?.[1]?.toLowerCase() ?? "";
  const storage = Object.hasOwn(STORAGES, scheme) ? STORAGES[scheme] : undefined;
  if (storage !== undefined) return storage;
  // The message shows only the scheme: the URL may contain a password.
  const message = scheme === "" ? "the store is not a URL" : `there is no storage for ${scheme}: URLs`;
  throw new CommandError("unknown-store", "usage", message, `use one of: ${STORE_FORMS}`);
}
