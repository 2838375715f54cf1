import type { EventStore } from "@promptledger/core";
import type { Clock } from "@promptledger/core/adapter";
import { freezer } from "../freezer.ts";
import type { LiveOutageReport } from "./live-outage.ts";
import { liveOutage } from "./live-outage.ts";

/** A server that can be taken away, and what an adapter opens on it. */
export interface OutageServer {
  startServer(): Promise<{
    readonly url: string;
    pid(): number | undefined;
    kill(): Promise<void>;
    start(): Promise<void>;
    stop(): Promise<void>;
  }>;
  openStore(url: string, options?: { readonly clock?: Clock }): Promise<OpenStore> | OpenStore;
}

interface OpenStore {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** How long the outages take. */
export interface LiveOutagesOptions {
  /** In milliseconds, after the view has told that it is stale. */
  readonly downFor: number;
  /** Whether the time of those who wait for a frozen server passes quickly. */
  readonly isQuick: boolean;
}

/** Freezes a server, and then kills and restarts it, while a live view is asked all the time. */
export async function liveOutages(
  { startServer, openStore }: OutageServer,
  { downFor, isQuick }: LiveOutagesOptions,
): Promise<{ readonly frozen: LiveOutageReport; readonly killed: LiveOutageReport }> {
  const server = await startServer();
  const frozen = freezer(server);
  const during = async (
    tenant: string,
    { clock, ...outage }: { readonly clock?: Clock; stop(): Promise<void>; restore(): Promise<void> },
  ): Promise<LiveOutageReport> => {
    const options = clock === undefined ? {} : { clock };
    const view = await openStore(server.url, options);
    const writer = await openStore(server.url, options);
    const stores = { viewStore: view.store, writerStore: writer.store };
    try {
      return await liveOutage({ ...outage, ...options, ...stores, tenant, downFor });
    } finally {
      await Promise.all([view.close(), writer.close()]);
    }
  };
  try {
    return {
      frozen: await during("frozen", {
        ...(isQuick && { clock: frozen.clock }),
        stop: async () => frozen.freeze(),
        restore: async () => frozen.thaw(),
      }),
      killed: await during("killed", { stop: () => server.kill(), restore: () => server.start() }),
    };
  } finally {
    frozen.thaw();
    await server.stop();
  }
}
