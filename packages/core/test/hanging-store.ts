import type { EventStore } from "../src/store/event-store.ts";

/** A store whose operation number `hangsAt` hangs until it is released. Signals do not reach it. */
export interface HangingStore {
  readonly store: EventStore;
  /** Counts operations from here on; the one with this number hangs, before the work is done or after it. */
  hang(hangsAt: number, when: "before" | "after"): void;
  /** Whether an operation has hung. */
  hasHung(): boolean;
  /** How many operations were begun since `hang`, and how many of them on the log and its documents. */
  begun(): { readonly all: number; readonly onLog: number };
  release(): void;
}

/** Puts the place at which it hangs between a ledger and its store. */
export function hangingStore(inner: EventStore): HangingStore {
  let count = 0;
  let onRecords = 0;
  let at = Number.POSITIVE_INFINITY;
  let moment = "before";
  let hung = false;
  let release = (): void => undefined;
  let released: Promise<void> = Promise.resolve();

  async function through<T>(work: () => Promise<T>): Promise<T> {
    count += 1;
    const hangs = count === at;
    if (hangs && moment === "before") await stop();
    const answer = await work();
    if (hangs && moment === "after") await stop();
    return answer;
  }
  async function throughRecords<T>(work: () => Promise<T>): Promise<T> {
    onRecords += 1;
    return through(work);
  }
  async function stop(): Promise<void> {
    hung = true;
    await released;
  }
  async function* throughEach<T>(values: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = values[Symbol.asyncIterator]();
    for (;;) {
      const next = await through(() => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }
  const { catalog, records } = inner;
  return {
    store: {
      ...inner,
      append: (batch) => through(() => inner.append(batch)),
      load: (tenant, request) => through(() => inner.load(tenant, request)),
      readLog: (tenant, range) => throughEach(inner.readLog(tenant, range)),
      queryLog: (tenant, query) => throughEach(inner.queryLog(tenant, query)),
      follow: (tenant, request) => throughEach(inner.follow(tenant, request)),
      tenants: (range) => throughEach(inner.tenants(range)),
      followTenants: (request) => throughEach(inner.followTenants(request)),
      catalog: {
        findPrompts: (tenant, query) => through(() => catalog.findPrompts(tenant, query)),
        findVersions: (tenant, query) => through(() => catalog.findVersions(tenant, query)),
      },
      records: {
        get: (...given) => throughRecords(() => records.get(...given)),
        put: (...given) => throughRecords(() => records.put(...given)),
        remove: (...given) => throughRecords(() => records.remove(...given)),
        list: (...given) => throughRecords(() => records.list(...given)),
      },
    },
    hang(hangsAt, when) {
      [count, onRecords, at, moment, hung] = [0, 0, hangsAt, when, false];
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    hasHung: () => hung,
    begun: () => ({ all: count, onLog: count - onRecords }),
    release: () => release(),
  };
}
