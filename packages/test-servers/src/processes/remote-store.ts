import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import type { EventStore } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";
import type { Signal } from "@promptledger/core/adapter";
import { deepFreeze } from "@promptledger/core/adapter";
import { bundleProgram } from "./bundle-program.ts";
import type { StoreAnswer, StoreCall } from "./store-message.ts";

/** The options of a store in another process: those of its adapter that a message can carry. */
export interface RemoteStoreOptions {
  readonly [name: string]: unknown;
  /** The time of the test's clock, which every call sends to the other process. Null for a store without a clock. */
  now(): number | null;
}

/** A process that hosts stores. */
export interface StoreHost {
  /** A store in that process, with a client of its own. */
  open(options: RemoteStoreOptions): Promise<EventStore>;
  end(): Promise<void>;
}

type Send = (
  store: number,
  now: number | null,
  method: string,
  ...values: readonly unknown[]
) => Promise<never>;

/** Starts a process of a program that calls `serveStores`. */
export async function startStoreHost(program: URL): Promise<StoreHost> {
  const child = fork(await bundleProgram(program), [], {
    // Structured clones keep `undefined`.
    serialization: "advanced",
  });
  await once(child, "message");
  const send = sender(child);
  let opened = 0;
  return {
    async open({ now, ...options }) {
      opened += 1;
      const store = opened;
      await send(store, now(), "open", options);
      return remoteStore((method, ...values) => send(store, now(), method, ...values));
    },
    async end() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

function sender(child: ChildProcess): Send {
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let made = 0;
  child.on("message", (answer: StoreAnswer) => {
    const call = waiting.get(answer.call);
    waiting.delete(answer.call);
    if ("value" in answer) return call?.resolve(deepFreeze(answer.value) as never);
    const { code, message, issues } = answer.error;
    call?.reject(code === null ? new Error(message) : new LedgerError(code, message, { issues }));
  });
  return (store, now, method, ...values) => {
    made += 1;
    const call = made;
    child.send({ call, store, method, values, now } satisfies StoreCall);
    return new Promise((resolve, reject) => {
      waiting.set(call, { resolve, reject });
    });
  };
}

function remoteStore(call: (method: string, ...values: readonly unknown[]) => Promise<never>): EventStore {
  async function* iterate<T>(method: string, values: readonly unknown[], signal?: Signal): AsyncGenerator<T> {
    const iteration: number = await call(method, ...values);
    const abort = (): void => void call("abort", iteration);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    try {
      for (;;) {
        const { done, value }: IteratorResult<T> = await call("next", iteration);
        if (done === true) return;
        yield value;
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      await call("return", iteration);
    }
  }
  return {
    append: (batch) => call("append", batch),
    load: (tenant, request) => call("load", tenant, request),
    readLog: (tenant, range) => iterate("readLog", [tenant, range]),
    queryLog: (tenant, query) => iterate("queryLog", [tenant, query]),
    follow: (tenant, { after, signal }) => iterate("follow", [tenant, after], signal),
    tenants: (range) => iterate("tenants", [range]),
    followTenants: ({ poll, signal } = {}) => iterate("followTenants", [poll], signal),
    catalog: {
      findPrompts: (tenant, query) => call("findPrompts", tenant, query),
      findVersions: (tenant, query) => call("findVersions", tenant, query),
    },
    records: {
      get: (scope, kind, keys) => call("get", scope, kind, keys),
      put: (scope, record) => call("put", scope, record),
      remove: (scope, kind, key) => call("remove", scope, kind, key),
      list: (scope, kind) => call("list", scope, kind),
    },
    async restore(tenant, events) {
      const all: unknown[] = [];
      for await (const event of events) all.push(event);
      return call("restore", tenant, all);
    },
    rebuild: (tenant, options) => iterate("rebuild", [tenant, options]),
    checkHealth: () => call("checkHealth"),
    close: () => call("close"),
  };
}
