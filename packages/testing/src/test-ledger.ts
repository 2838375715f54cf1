import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Actor, EventStore, Ids, Ledger, Prompt, TenantLedger, VersionInput } from "@promptledger/core";
import { createLedger, DEFAULT_ENVIRONMENT } from "@promptledger/core";
import type { TestClock } from "./test-clock.ts";
import { testClock } from "./test-clock.ts";
import { testIds } from "./test-ids.ts";

type Prompts = TenantLedger["prompts"];
type PromptInput = Parameters<Prompts["create"]>[0];
type Tag = Parameters<Prompts["tag"]>[1];

/** A prompt that a test wants to find in its ledger. */
export interface TestPrompt extends PromptInput {
  /** A tag, or only its key. */
  readonly tags?: readonly (string | Tag)[];
  /** Numbered from 1, each committed. */
  readonly versions?: readonly VersionInput[];
  /** Leaves the last version a draft. Default: false. */
  readonly draft?: boolean;
  /** The number that is live in production, or the numbers that are live by environment. Default: nothing is live. */
  readonly live?: number | { readonly [environment: string]: number };
}

/** What a test's ledger is made of; everything has a default. */
export interface TestLedgerOptions {
  readonly prompts?: readonly TestPrompt[];
  /** Default: {@link testClock}, which stands at the beginning of 2026. */
  readonly clock?: TestClock;
  /** Default: {@link testIds}, the same ids in every run. */
  readonly ids?: Ids;
  /** Default: `acme`. */
  readonly tenant?: string;
  /** Who makes the prompts, and whose ledger `acme` is. Default: the host's `test`. */
  readonly actor?: Actor;
}

/** A ledger for a test, with what it stands on. */
export interface TestLedger {
  readonly ledger: Ledger;
  /** The ledger as the options' actor uses it in the options' tenant, `acme` unless said. */
  readonly acme: TenantLedger;
  /** The prompts that were asked for, in that order, as they stand. */
  readonly prompts: readonly Prompt[];
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly ids: Ids;
}

/**
 * A ready ledger in memory with the given prompts in it, whose time and ids are the test's: the same in every run.
 *
 * Throws the ledger's own errors where a prompt cannot be made as asked for, e.g. `version-is-draft` for a draft that should be live.
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
