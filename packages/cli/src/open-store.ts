import { memoryEventStore } from "@promptledger/adapter-memory";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import { pgliteStorage } from "./pglite-storage.ts";
import { postgresStorage } from "./postgres-storage.ts";
import { redisClusterStorage, redisStorage } from "./redis-storage.ts";
import type { OpenedStorage, OpenOptions, Storage } from "./storage.ts";

/** An opened storage. */
export interface OpenedStore extends OpenedStorage {
  readonly forgets: boolean;
  /** Its URL without user and password. */
  readonly shown: string;
}

/** The storage of a command that names none. */
export const DEFAULT_STORE = "pglite:./promptledger-data";

/** The storage that forgets everything when the process ends. */
export const MEMORY_STORE = "memory:";

const memory: Storage = {
  form: MEMORY_STORE,
  forgets: true,
  shown: () => MEMORY_STORE,
  open: async () => ({ store: memoryEventStore(), migrate: null }),
};

// Each adapter adds its line here; nothing else of the command knows them.
const STORAGES: { readonly [scheme: string]: Storage } = {
  memory,
  pglite: pgliteStorage,
  postgres: postgresStorage,
  postgresql: postgresStorage,
  redis: redisStorage,
  rediss: redisStorage,
  "redis-cluster": redisClusterStorage,
  "rediss-cluster": redisClusterStorage,
};

/** How the URLs of all storages look. */
export const STORE_FORMS: string = [...new Set(Object.values(STORAGES))].map(({ form }) => form).join(", ");

/** Opens the storage that a URL names. An unknown one is refused, with those that there are. */
export async function openStore(url: string, options: OpenOptions): Promise<OpenedStore> {
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(url)?.[1]?.toLowerCase() ?? "";
  const storage = Object.hasOwn(STORAGES, scheme) ? STORAGES[scheme] : undefined;
  if (storage === undefined) {
    // The URL itself may hold a password: the message tells its scheme alone.
    const message = scheme === "" ? "the store is not a URL" : `there is no storage for ${scheme}: URLs`;
    throw new CommandError({
      code: "unknown-store",
      exitCode: EXIT.usage,
      message,
      hint: `use one of: ${STORE_FORMS}`,
    });
  }
  const { forgets } = storage;
  const shown = storage.shown(url);
  return { ...(await storage.open(url, options)), forgets, shown };
}
