import type { Clock, EventStore } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { systemClock } from "@promptledger/core/adapter";
import type { StoreAnswer, StoreCall, StoreError } from "./store-message.ts";

/** A store in a process that hosts stores. `close` also closes its client, and may be called twice. */
export interface KeptStore {
  readonly store: EventStore;
  close(): Promise<void>;
}

/**
 * Hosts stores in this process for `startStoreHost` and runs the calls that are sent to them, with the test's clock. The process ends when its
 * parent disconnects. `open` gets the options of `StoreHost.open`, and no clock for a store that is opened without one.
 */
export function serveStores<Options>(open: (options: Options, clock?: Clock) => KeptStore): void {
  let now = 0;
  const clock = { now: () => now, sleep: systemClock.sleep };
  const stores = new Map<number, KeptStore>();
  const iterations = new Map<
    number,
    { readonly values: AsyncIterator<unknown>; readonly stop: AbortController }
  >();

  async function answer(call: StoreCall): Promise<void> {
    now = call.now ?? now;
    try {
      send({ call: call.call, value: await run(call) });
    } catch (error) {
      send({ call: call.call, error: errorOf(error) });
    }
  }

  async function run({ call, store: number, method, values, now: time }: StoreCall): Promise<unknown> {
    const [first, second, third] = values as [never, never, never];
    if (method === "open") return keep(number, first, time !== null);
    if (method === "next") return iterations.get(first)?.values.next();
    if (method === "return") return iterations.get(first)?.values.return?.();
    if (method === "abort") return iterations.get(first)?.stop.abort();
    const { store, close } = stores.get(number) ?? fail("no such store");
    const iterate = (of: (signal: AbortSignal) => AsyncIterable<unknown>): number => {
      const stop = new AbortController();
      iterations.set(call, { values: of(stop.signal)[Symbol.asyncIterator](), stop });
      return call;
    };
    switch (method) {
      case "append":
        return store.append(first);
      case "load":
        return store.load(first, second);
      case "findPrompts":
        return store.catalog.findPrompts(first, second);
      case "findVersions":
        return store.catalog.findVersions(first, second);
      case "get":
        return store.records.get(first, second, third);
      case "put":
        return store.records.put(first, second);
      case "remove":
        return store.records.remove(first, second, third);
      case "list":
        return store.records.list(first, second);
      case "restore":
        return store.restore(first, second);
      case "readLog":
        return iterate(() => store.readLog(first, second));
      case "queryLog":
        return iterate(() => store.queryLog(first, second));
      case "follow":
        return iterate((signal) => store.follow(first, { after: second, signal }));
      case "tenants":
        return iterate(() => store.tenants(first));
      case "followTenants":
        return iterate((signal) =>
          store.followTenants(first === undefined ? { signal } : { signal, poll: first }),
        );
      case "rebuild":
        return iterate(() => store.rebuild(first, second));
      case "checkHealth":
        return store.checkHealth();
      case "close":
        return close();
      default:
        return fail(`no method ${method}`);
    }
  }

  function keep(number: number, options: Options, hasClock: boolean): void {
    stores.set(number, hasClock ? open(options, clock) : open(options));
  }

  process.on("message", (call: StoreCall) => void answer(call));
  process.on("disconnect", () => process.exit(0));
  send({ call: 0, value: "ready" });
}

function errorOf(error: unknown): StoreError {
  if (isLedgerError(error)) return { message: error.message, code: error.code, issues: error.issues };
  return {
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    code: null,
    issues: [],
  };
}

function fail(message: string): never {
  throw new Error(message);
}

function send(message: StoreAnswer): void {
  process.send?.(message);
}
