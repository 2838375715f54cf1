import { createDatabase, startPostgres, startRedis } from "@promptledger/test-servers";
import type { Storage } from "./scenario.ts";
import type { Place } from "./stage.ts";

/** The one server that both sides use, each in a place of its own. */
export interface SharedServer {
  place(name: string): Promise<Place>;
  stop(): Promise<void>;
}

/** Starts the server of a storage; memory has none. */
export async function startServer(storage: Storage): Promise<SharedServer> {
  switch (storage) {
    case "memory":
      return { place: async (prefix) => ({ storage, url: "", prefix }), stop: async () => undefined };
    case "PostgreSQL": {
      const server = await startPostgres();
      return {
        place: async (prefix) => ({ storage, url: await createDatabase(server.url), prefix }),
        stop: () => server.stop("immediate"),
      };
    }
    case "Redis": {
      // A rewrite of the append-only file takes a core for seconds, in the round of either side.
      const server = await startRedis({ settings: { "auto-aof-rewrite-percentage": 0 } });
      return { place: async (prefix) => ({ storage, url: server.url, prefix }), stop: () => server.stop() };
    }
  }
}
