import type { EventStore, LedgerCommand, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { projectStream } from "@promptledger/core/adapter";
import { holds, same } from "../contract/violation.ts";
import type { TestClock } from "../test-clock.ts";
import { countingStore } from "./counting-store.ts";

/** How often one batch may load. */
const LOADS = 3;

/** Two tenants that nothing was written to, and whose times are the same: the clock is not advanced by what is done to them. */
export interface Twins {
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly tenants: readonly [together: string, oneByOne: string];
}

/** Applies batches to two tenants: to one each as a whole, to the other command by command. */
export interface Comparison {
  /** Holds that a batch comes to the same as its commands one by one, in the same answers, by at most three loads. */
  apply(commands: readonly LedgerCommand[], environment?: string): Promise<void>;
  /** Holds that with one more command, which is refused after these, a batch is refused as that is, and leaves nothing behind; then applies these. */
  refuse(commands: readonly LedgerCommand[], refused: LedgerCommand, environment: string): Promise<void>;
  /** Holds that both tenants have the same histories, and that the documents are what these say. */
  same(): Promise<void>;
}

/** Begins to compare. Prompts of earlier batches are not remembered by the process: what a batch needs, it loads. */
export function comparison({ store, clock, tenants: [whole, single] }: Twins): Comparison {
  const counting = countingStore(store);
  const names = [alike(), alike()] as const;
  const open = (tenant: string, environment: string): TenantLedger => {
    const ledger = createLedger({ store: counting, clock, recentPrompts: 0 });
    return ledger.as({ tenant, actor: { id: "jane" }, environment });
  };
  const logs = async (): Promise<readonly (readonly RecordedEvent[])[]> => [
    await eventsOf(store, whole),
    await eventsOf(store, single),
  ];
  return {
    async apply(commands, environment = "production") {
      counting.takeLoads();
      const { answers, receipt } = await open(whole, environment).batch(commands);
      const loads = counting.takeLoads();
      holds(loads <= LOADS, `a batch of ${commands.length} takes ${LOADS} loads at most, not ${loads}`);
      const ledger = open(single, environment);
      const one: object[] = [];
      let changed = false;
      for (const command of commands) {
        const done = await ledger.batch([command]);
        one.push(...done.answers);
        changed ||= done.receipt.changed;
      }
      same(names[0](answers), names[1](one), "the answers of a batch and of its commands one by one");
      same(receipt.changed, changed, "whether anything changed");
    },
    async refuse(commands, refused, environment) {
      const before = await eventsOf(store, whole);
      const code = await codeOf(open(whole, environment).batch([...commands, refused]));
      same(await eventsOf(store, whole), before, "the log after a batch that was refused");
      await this.apply(commands, environment);
      const expected = await codeOf(open(single, environment).batch([refused]));
      holds(expected !== null, "the last command is refused");
      same(code, expected, "what a batch is refused with");
    },
    async same() {
      const [left, right] = (await logs()).map((log, index) => {
        const name = names[index] ?? alike();
        const streams = [...byStream(log)].sort(([one], [other]) => (one < other ? -1 : 1));
        return streams.map(([stream, events]) => name([stream, ...shown(stream, events)]));
      });
      same(left, right, "the streams of both tenants");
      for (const tenant of [whole, single])
        for await (const { differences } of store.rebuild(tenant, { check: true }))
          same(differences, [], `the documents of ${tenant} are the fold of its log`);
    },
  };
}

/** What is compared of a stream: the types of its events, and what they are folded to; of a tenant's own streams the events' data. */
function shown(stream: string, events: readonly RecordedEvent[]): readonly unknown[] {
  const types = events.map(({ type }) => type);
  const isTenants = !stream.startsWith("prompt-") && !stream.startsWith("slug-");
  return [types, isTenants ? events.map(({ data }) => JSON.parse(data)) : projectStream(stream, events)];
}

/** The ids of versions are drawn, so each stands for when it was met first. */
function alike(): (value: unknown) => unknown {
  const known = new Map<string, string>();
  return (value) =>
    JSON.parse(
      JSON.stringify(value).replaceAll(/pv_[0-9A-Z]{26}/gu, (id) => {
        const name = known.get(id) ?? `version ${known.size + 1}`;
        known.set(id, name);
        return name;
      }),
    );
}

async function eventsOf(store: EventStore, tenant: string): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readLog(tenant, { after: 0 })) events.push(event);
  return events;
}

function byStream(events: readonly RecordedEvent[]): ReadonlyMap<string, readonly RecordedEvent[]> {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const known = streams.get(event.stream);
    if (known === undefined) streams.set(event.stream, [event]);
    else known.push(event);
  }
  return streams;
}

async function codeOf(writing: Promise<unknown>): Promise<string | null> {
  try {
    await writing;
    return null;
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return error.code;
  }
}
