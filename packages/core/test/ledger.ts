import type { MemoryStorage } from "@promptledger/adapter-memory";
import { memoryEventStore, memoryStorage } from "@promptledger/adapter-memory";
import type {
  Answer,
  Clock,
  EventStore,
  Identity,
  Ids,
  Ledger,
  LedgerCommand,
  Models,
  Secrets,
  TenantLedger,
  WriteOptions,
  Written,
} from "@promptledger/core";
import { createLedger, ed25519Signer } from "@promptledger/core";
import type { Signal } from "@promptledger/core/adapter";

/** 2026-01-01T00:00:00Z, when every test begins. */
export const BEGINNING = 1_767_225_600_000;

/** A clock that stands still until a test moves it. Sleeps end when their time is reached. */
export interface ManualClock extends Clock {
  /** Moves by so many milliseconds, wakes who is due, and lets them do what they do. */
  advance(milliseconds: number): Promise<void>;
}

function manualClock(): ManualClock {
  let now = BEGINNING;
  let sleepers: { readonly due: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (milliseconds, signal?: Signal) =>
      new Promise((resolve) => {
        if (milliseconds <= 0 || signal?.aborted) return resolve();
        const wake = (): void => {
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        sleepers.push({ due: now + milliseconds, wake });
        signal?.addEventListener("abort", wake, { once: true });
      }),
    async advance(milliseconds) {
      now += milliseconds;
      const due = sleepers.filter((sleeper) => sleeper.due <= now);
      sleepers = sleepers.filter((sleeper) => sleeper.due > now);
      for (const { wake } of due) wake();
      await settled();
    },
  };
}

/** Lets everything that does not wait for the clock run to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Ids that count, and retries that do not wait. */
export function countingIds(): Ids {
  let count = 0;
  return {
    ulid: () => String(++count).padStart(26, "0"),
    random: () => 0,
    secret: () => String(++count).padStart(64, "0"),
  };
}

/** Seals so that a text is not to be read any more, and no two seals are alike; a test need not withstand more. */
export function countingSecrets(): Secrets {
  let count = 0;
  return {
    seal(text) {
      count += 1;
      return `sealed ${count} ${btoa(encodeURIComponent(text))}`;
    },
    open: (sealed) => decodeURIComponent(atob(sealed.split(" ")[2] ?? "")),
  };
}

/** A model that answers what it was asked. */
const echo: Models = {
  complete: async ({ messages }) => ({ text: messages.map(({ content }) => String(content)).join(" ") }),
};

export interface Bench {
  readonly clock: ManualClock;
  readonly storage: MemoryStorage;
  readonly store: EventStore;
  readonly ledger: Ledger;
  /** The tenant `acme` as the trusted Jane. */
  readonly jane: TenantLedger;
  as(id: string, identity?: Partial<Identity["actor"]>): TenantLedger;
}

/** A ledger on a memory store; `wrap` puts something between the two. */
export function bench(wrap: (store: EventStore) => EventStore = (store) => store): Bench {
  const clock = manualClock();
  const storage = memoryStorage();
  const store = wrap(memoryEventStore({ storage, clock }));
  const ledger = createLedger({
    store,
    clock,
    ids: countingIds(),
    secrets: countingSecrets(),
    models: echo,
    proof: { host: "ledger.example.com", signer: ed25519Signer(new Uint8Array(32).fill(5)) },
  });
  const as: Bench["as"] = (id, actor = {}) => ledger.as({ tenant: "acme", actor: { id, ...actor } });
  return { clock, storage, store, ledger, jane: as("jane"), as };
}

/** All events of `acme`, as `type` or `type number`. */
export async function logOf(tenant: TenantLedger, after = 0): Promise<readonly string[]> {
  const told: string[] = [];
  for await (const event of tenant.history.log({ after }))
    told.push("number" in event.data ? `${event.type} ${event.data.number}` : event.type);
  return told;
}

/** One user message. */
export function saying(content: string) {
  return { messages: [{ role: "user", content }] };
}

/** The error that a promise is rejected with, as far as callers go by it. */
export async function refusal(promise: Promise<unknown>): Promise<{
  readonly code: unknown;
  readonly message: string;
  readonly fields: readonly string[];
}> {
  try {
    await promise;
  } catch (error) {
    const {
      code,
      message,
      issues = [],
    } = error as {
      code?: unknown;
      message: string;
      issues?: readonly { field: string }[];
    };
    return { code, message, fields: issues.map(({ field }) => field) };
  }
  return { code: null, message: "", fields: [] };
}

/** Sends one command by itself: those that are commands of a batch only. */
export async function send<const C extends LedgerCommand>(
  ledger: TenantLedger,
  command: C,
  options?: WriteOptions,
): Promise<Written<Answer<C>>> {
  const { receipt, answers } = await ledger.batch([command], options);
  return { ...answers[0], receipt };
}
