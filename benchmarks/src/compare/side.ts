import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { postgresEventStore } from "@promptledger/adapter-postgres";
import type { redisEventStore } from "@promptledger/adapter-redis";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Library } from "../library.ts";

/** One of the two checkouts that are compared: its library, its adapters, and the drivers that it has installed. */
export interface Side extends Library {
  readonly postgresEventStore: typeof postgresEventStore;
  readonly redisEventStore: typeof redisEventStore;
  readonly Pool: typeof Pool;
  readonly Redis: typeof Redis;
}

/**
 * Loads what a checkout has built. Core has two doors now and had one before: a name is taken from whichever has it. Throws where
 * neither has.
 */
export async function loadSide(root: string): Promise<Side> {
  const built = (name: string, file = "index.js"): Promise<Partial<Side>> =>
    import(pathToFileURL(join(root, "packages", name, "dist", file)).href);
  const { exports: doors } = JSON.parse(await readFile(join(root, "packages/core/package.json"), "utf8"));
  const hasAdapterDoor = "./adapter" in doors;
  const require = createRequire(join(root, "package.json"));
  const found: Partial<Side> = {
    ...(await built("core")),
    ...(hasAdapterDoor ? await built("core", "adapter.js") : {}),
    ...(await built("adapter-memory")),
    ...(await built("adapter-postgres")),
    ...(await built("adapter-redis")),
    Pool: require("pg").Pool,
    Redis: require("ioredis").Redis,
    // With the second door came references: until then a string was an id.
    ref: ({ id }) => (hasAdapterDoor ? { id } : id),
  };
  const {
    createLedger = missing("createLedger", root),
    memoryEventStore = missing("memoryEventStore", root),
    postgresEventStore = missing("postgresEventStore", root),
    redisEventStore = missing("redisEventStore", root),
    systemIds = missing("systemIds", root),
    foldPromptStream = missing("foldPromptStream", root),
    AT_APPEND = missing("AT_APPEND", root),
    Pool = missing("Pool", root),
    Redis = missing("Redis", root),
    ref = missing("ref", root),
  } = found;
  return {
    createLedger,
    memoryEventStore,
    postgresEventStore,
    redisEventStore,
    systemIds,
    foldPromptStream,
    AT_APPEND,
    Pool,
    Redis,
    ref,
  };
}

function missing(name: string, root: string): never {
  throw new Error(`${root} exports no ${name}`);
}
