import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Actor, EventStore, Ids, Ledger, Prompt, TenantLedger, VersionInput } from "@promptledger/core";
import { createLedger, DEFAULT_ENVIRONMENT } from "@promptledger/core";
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
export interface TestLedgerOptions {
  readonly prompts?: readonly TestPrompt[];
  /** Default: {@link testClock}, which starts at the beginning of 2026. */
  readonly clock?: TestClock;
  /** Default: {@link testIds}, the same ids in every run. */
  readonly ids?: Ids;
  /** Default: `acme`. */
  readonly tenant?: string;
  /** The actor that creates the prompts and that `acme` acts as. Default: the trusted `{ id: "test" }`. */
  readonly actor?: Actor;
}

/** A ledger for a test, with its store, clock and ids. */
export interface TestLedger {
  readonly ledger: Ledger;
  /** The ledger of the given actor in the given tenant, which is `acme` by default. */
  readonly acme: TenantLedger;
  /** The created prompts, in the order of the options. */
  readonly prompts: readonly Prompt[];
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly ids: Ids;
}

/**
 * Creates a ledger in memory with the given prompts. Times and ids come from the test, so they are the same in every run.
 *
 * Throws the ledger's errors if a prompt cannot be created as described, e.g. `version-is-draft` if a draft should be live.
 *
 * @example
 * const { acme, clock } = await testLedger({
 *   prompts: [{ name: "Support", versions: [{ model: "gpt-4o", messages: [{ role: "user", content: "Hi {{who}}" }] }], live: 1 }],
 * });
 * const live = await acme.resolve("support");
 * live.render({ who: "Jane" }).messages[0].content; // "Hi Jane"
 * clock.advance(60_000);
 */
export async function testLedger(options: TestLedgerOptions = {}): Promise<TestLedger> {
  const { prompts: wanted = [], clock = testClock(), ids = testIds() } = options;
  const store = memoryEventStore({ clock });
  const ledger = createLedger({ store, clock, ids });
  const acme = ledger.as({ tenant: options.tenant ?? "acme", actor: options.actor ?? { id: "test" } });
  const prompts: Prompt[] = [];
  for (const prompt of wanted) prompts.push(await makePrompt(acme, prompt));
  return { ledger, acme, prompts, store, clock, ids };
}

async function makePrompt(ledger: TenantLedger, wanted: TestPrompt): Promise<Prompt> {
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
