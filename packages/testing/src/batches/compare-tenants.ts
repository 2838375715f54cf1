import type { EventStore, LedgerCommand, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { projectStream } from "@promptledger/core/adapter";
import { readAll } from "../contract/sample.ts";
import { holds, same } from "../contract/violation.ts";
import type { TestClock } from "../test-clock.ts";
import { countingStore } from "./counting-store.ts";

/** The highest number of loads for one batch. */
const MAX_LOADS = 3;

/** Two tenants without events on one store. The clock stands still while they are written to, so their times are equal. */
export interface ComparedTenants {
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly tenants: readonly [together: string, oneByOne: string];
}

/** Applies batches to two tenants: to one as a whole, to the other command by command. */
export interface Comparison {
  /** Applies a batch. Checks that its answers are those of its commands one by one, and that it takes at most three loads. */
  apply(commands: readonly LedgerCommand[], environment?: string): Promise<void>;
  /** Checks that a batch with one rejected command at its end is rejected with that code and writes nothing. Then applies the other commands. */
  refuse(commands: readonly LedgerCommand[], refused: LedgerCommand, environment: string): Promise<void>;
  /** Checks that both tenants have the same history, and that their documents are the fold of it. */
  same(): Promise<void>;
}

// The texts are any texts. Which of them are templates is not what this compares.
const ANY_TEXT = { templateFaults: "accept" } as const;

/** Starts a comparison. The ledgers do not cache recent prompts, so each batch loads everything that it needs. */
export function compareTenants({ store, clock, tenants: [whole, single] }: ComparedTenants): Comparison {
  const counting = countingStore(store);
  const names = [renameVersionIds(), renameVersionIds()] as const;
  const open = (tenant: string, environment: string): TenantLedger => {
    const ledger = createLedger({ store: counting, clock, recentPrompts: 0 });
    return ledger.as({ tenant, actor: { id: "jane" }, environment });
  };
  const logs = async (): Promise<readonly (readonly RecordedEvent[])[]> => [
    await readAll(store, whole),
    await readAll(store, single),
  ];
  return {
    async apply(commands, environment = "production") {
      counting.takeLoads();
      const { answers, receipt } = await open(whole, environment).batch(commands, ANY_TEXT);
      const loads = counting.takeLoads();
      holds(
        loads <= MAX_LOADS,
        `a batch of ${commands.length} takes ${MAX_LOADS} loads at most, not ${loads}`,
      );
      const ledger = open(single, environment);
      const one: object[] = [];
      let changed = false;
      for (const command of commands) {
        const done = await ledger.batch([command], ANY_TEXT);
        one.push(...done.answers);
        changed ||= done.receipt.changed;
      }
      same(names[0](answers), names[1](one), "the answers of a batch and of its commands one by one");
      same(receipt.changed, changed, "whether anything changed");
    },
    async refuse(commands, refused, environment) {
      const before = await readAll(store, whole);
      const code = await codeOf(open(whole, environment).batch([...commands, refused], ANY_TEXT));
      same(await readAll(store, whole), before, "the log after a rejected batch");
      await this.apply(commands, environment);
      const expected = await codeOf(open(single, environment).batch([refused], ANY_TEXT));
      holds(expected !== null, "the last command is rejected");
      same(code, expected, "the code that a batch is rejected with");
    },
    async same() {
      const [left, right] = (await logs()).map((log, index) => {
        const name = names[index] ?? renameVersionIds();
        const streams = [...byStream(log)].sort(([one], [other]) => (one < other ? -1 : 1));
        return streams.map(([stream, events]) => name([stream, ...comparedParts(stream, events)]));
      });
      same(left, right, "the streams of both tenants");
      for (const tenant of [whole, single])
        for await (const { differences } of store.rebuild(tenant, { check: true }))
          same(differences, [], `the documents of ${tenant} are the fold of its log`);
    },
  };
}

/** The parts of a stream that are compared: the types of its events, and its documents or, for streams without documents, the data of its events. */
function comparedParts(stream: string, events: readonly RecordedEvent[]): readonly unknown[] {
  const types = events.map(({ type }) => type);
  const hasNoDocuments = !stream.startsWith("prompt-") && !stream.startsWith("slug-");
  return [types, hasNoDocuments ? events.map(({ data }) => JSON.parse(data)) : projectStream(stream, events)];
}

/** Replaces the generated ids of versions by the order in which they first occur, so that two tenants can be compared. */
function renameVersionIds(): (value: unknown) => unknown {
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
