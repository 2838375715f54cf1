import type { EventStore } from "@promptledger/core";
import { afterAll, beforeAll } from "vitest";
import type { RemoteStoreOptions, StoreHost } from "./remote-store.ts";
import { startStoreHost } from "./remote-store.ts";

/** Starts four processes of a program for the tests of a file. Returns what opens each next store in the next of them. */
export function hostsInTurn(program: URL): (options: RemoteStoreOptions) => Promise<EventStore> {
  let hosts: readonly StoreHost[] = [];
  let opened = 0;
  beforeAll(async () => {
    hosts = await Promise.all([1, 2, 3, 4].map(() => startStoreHost(program)));
  });
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.end()));
  });
  return async (options) => {
    opened += 1;
    const host = hosts[opened % hosts.length];
    if (host === undefined) throw new Error("no process was started");
    return host.open(options);
  };
}
