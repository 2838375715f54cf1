import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";

/** A kind of storage that a URL can name. */
interface Storage {
  /** How its URLs look, for messages. */
  readonly form: string;
  /** Whether it forgets everything when the process ends. */
  readonly forgets: boolean;
  open(url: string): EventStore | Promise<EventStore>;
}

/** An opened storage. */
export interface OpenedStore {
  readonly store: EventStore;
  readonly forgets: boolean;
}

/** The storage of a command that names none. */
export const DEFAULT_STORE = "memory:";

// Each adapter adds its line here; nothing else of the command knows them.
const STORAGES: { readonly [scheme: string]: Storage } = {
  memory: { form: "memory:", forgets: true, open: () => memoryEventStore() },
};

/** How the URLs of all storages look. */
export const STORE_FORMS: string = Object.values(STORAGES)
  .map(({ form }) => form)
  .join(", ");

/** Opens the storage that a URL names. An unknown one is refused, with those that there are. */
export async function openStore(url: string): Promise<OpenedStore> {
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
  return { store: await storage.open(url), forgets: storage.forgets };
}
