import { memoryEventStore } from "@promptledger/adapter-memory";
import type {
  Actor,
  EventStore,
  Ids,
  Ledger,
  Prompt,
  TenantLedger,
  TransactionalEventStore,
  VersionInput,
} from "@promptledger/core";
import { createLedger, DEFAULT_ENVIRONMENT, systemIds } from "@promptledger/core";
import { systemClock } from "@promptledger/core/adapter";
import type { TestClock } from "./test-clock.ts";
import { testClock } from "./test-clock.ts";
import { testIds } from "./test-ids.ts";

type Prompts = TenantLedger["prompts"];
type PromptInput = Parameters<Prompts["create"]>[0];
type Tag = Parameters<Prompts["tag"]>[1];

/** A prompt to create in the ledger of a test. */
export interface TestPrompt extends PromptInput {
  /** Tags, each as an object or only as a key. */
  readonly tags?: readonly (string | Tag)[];
  /** The versions, numbered from 1. Each is committed. */
  readonly versions?: readonly VersionInput[];
  /** Leaves the last version a draft. Default: false. */
  readonly draft?: boolean;
  /** The number that is live in production, or the numbers that are live by environment. Default: nothing is live. */
  readonly live?: number | { readonly [environment: string]: number };
}

/** Options for a test's ledger. All are optional. */
export interface TestLedgerOptions<Transaction = never> {
  /** The prompts to create, in this order. Default: none. */
  readonly prompts?: readonly TestPrompt[];
  /**
   * Opens the store of this ledger, which closes it. Give it the clock, so that the times of events are the test's. Default: a new store in
   * memory.
   */
  readonly store?: (clock: TestClock) => TestStore<Transaction> | Promise<TestStore<Transaction>>;
  /** Default: {@link testClock}, which starts at the beginning of 2026. */
  readonly clock?: TestClock;
  /** Default: {@link testIds}, the same ids in every run. */
  readonly ids?: Ids;
  /** Default: `acme` in memory. In another store, a new tenant for each ledger, so that no test sees what another one wrote. */
  readonly tenant?: string;
  /** The actor that creates the prompts and that `acme` acts as. Default: the trusted `{ id: "test" }`. */
  readonly actor?: Actor;
}

/** The store of a test. */
type TestStore<Transaction> = EventStore | TransactionalEventStore<Transaction>;

/** A ledger for a test, with its store, clock and ids. */
export interface TestLedger<Transaction = never> {
  /** For other tenants and actors, subscriptions and keys. */
  readonly ledger: Ledger<Transaction>;
  /** The ledger of the given actor in the given tenant. */
  readonly acme: TenantLedger<Transaction>;
  /** The created prompts, in the order of the options. */
  readonly prompts: readonly Prompt[];
  /** The store of the ledger, for a second ledger or for faults. */
  readonly store: EventStore;
  /** Sets the times of events. It stands still until the test moves it. */
  readonly clock: TestClock;
  /** The source of all ids that the ledger generates. */
  readonly ids: Ids;
  /** Closes the ledger and its store, at the end of an `await using` block. A pool that the store was given stays open. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates a ledger with the given prompts, in memory unless it is given a store. Times and ids come from the test, so they are the same in every
 * run.
 *
 * Throws the ledger's errors if a prompt cannot be created as described, e.g. `version-is-draft` if a draft should be live. The store is
 * closed then.
 *
 * @example
 * await using test = await testLedger({
 *   prompts: [{ name: "Support", versions: [{ model: "gpt-4o", messages: [{ role: "user", content: "Hi {{who}}" }] }], live: 1 }],
 * });
 * const live = await test.acme.resolve("support");
 * live.render({ who: "Jane" }).messages[0].content; // "Hi Jane"
 * test.clock.advance(60_000);
 *
 * @example
 * await using test = await testLedger({ store: (clock) => postgresEventStore({ pool, clock }) });
 */
export async function testLedger<Transaction = never>(
  options: TestLedgerOptions<Transaction> = {},
): Promise<TestLedger<Transaction>> {
  const { prompts: wanted = [], clock = testClock(), ids = testIds(), actor = { id: "test" } } = options;
  const store = (await options.store?.(clock)) ?? memoryEventStore({ clock });
  const ledger = createLedger<Transaction>({ store, clock, ids });
  try {
    const acme = ledger.as({ tenant: options.tenant ?? tenantFor(options), actor });
    const prompts: Prompt[] = [];
    for (const prompt of wanted) prompts.push(await makePrompt(acme, prompt));
    return { ledger, acme, prompts, store, clock, ids, [Symbol.asyncDispose]: () => ledger.close() };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

// Ids of tests are the same in every run, and a store that outlives its test remembers them.
function tenantFor({ store }: TestLedgerOptions<unknown>): string {
  return store === undefined ? "acme" : `test-${systemIds().ulid(systemClock.now()).toLowerCase()}`;
}

async function makePrompt(
  ledger: Pick<TenantLedger, "prompts" | "versions" | "deployments">,
  wanted: TestPrompt,
): Promise<Prompt> {
  const { tags = [], versions = [], draft = false, live = {}, ...details } = wanted;
  const prompt = await ledger.prompts.create(details);
  for (const tag of tags) await ledger.prompts.tag(prompt, typeof tag === "string" ? { key: tag } : tag);
  for (const version of versions) await ledger.versions.create(prompt, version);
  if (versions.length > 0 && !draft) await ledger.versions.commit(prompt);
  const numbers = typeof live === "number" ? { [DEFAULT_ENVIRONMENT]: live } : live;
  for (const [environment, version] of Object.entries(numbers))
    await ledger.deployments.deploy(prompt, { version, environment });
  return ledger.prompts.get(prompt);
}
