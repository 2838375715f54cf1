import type { EventStore, Ledger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { batchRules } from "../batches/batch-rules.ts";
import type { ContractStorage, OpenStorage } from "../contract/clause.ts";
import { liveRules } from "../live/live-rules.ts";
import { pastRules } from "../past/past-rules.ts";
import { TEST_EPOCH, testClock } from "../test-clock.ts";
import { accessRules } from "./access-rules.ts";
import { eraseRules } from "./erase-rules.ts";
import { promptRules } from "./prompt-rules.ts";
import { proofRules } from "./proof-rules.ts";
import { redactionRules } from "./redaction-rules.ts";
import type { RuleSetup } from "./rule-setup.ts";
import { searchRules } from "./search-rules.ts";
import { slugAndSlotRules } from "./slug-and-slot-rules.ts";
import { subscriptionRules } from "./subscription-rules.ts";

/** The adapter on which the ledger's rules are tested. */
export interface LedgerRulesOptions {
  /** The name of the adapter, for the titles of the tests. */
  readonly name: string;
  /** Opens an empty storage, as for the contract suite. Every rule has a tenant of its own in it. */
  readonly open: OpenStorage;
  /** How many sequences of writes a live view is compared with the store after, and half as many the past with the present of then. Default: 2. */
  readonly liveRuns?: number;
  /** How many histories are searched, and as many of them redacted. Default: 2. */
  readonly searchRuns?: number;
}

/**
 * Registers the rules X1 to X16 with vitest, which the library and the REST APIs share, what subscriptions do after failures, what live views
 * and proofs promise, what searches find, what redactions and erasing a person leave, and that reads of the past answer what was answered then.
 * Each rule that concerns the library has a test with its id in the title.
 */
export function ledgerRules({ name, open, liveRuns = 2, searchRuns = 2 }: LedgerRulesOptions): void {
  describe(`the ledger's rules on ${name}`, () => {
    const clock = testClock();
    let storage: ContractStorage | null = null;
    let store: EventStore | null = null;
    let tenants = 0;

    beforeAll(async () => {
      storage = await open({ clock });
      store = await storage.connect({});
    });
    beforeEach(() => clock.set(TEST_EPOCH));
    const others: Ledger[] = [];
    afterAll(async () => {
      await Promise.all(others.map((other) => other.close()));
      await store?.close();
      await storage?.close();
    });

    const fresh = (): RuleSetup => {
      if (store === null) throw new Error("the storage is not open");
      tenants += 1;
      const tenant = `rule-${tenants}`;
      const ledger = createLedger({ store, clock });
      const as: RuleSetup["as"] = (id, kind = "host") => ledger.as({ tenant, actor: { id, kind } });
      const connect: RuleSetup["connect"] = async () => {
        if (storage === null) throw new Error("the storage is not open");
        const other = createLedger({ store: await storage.connect({}), clock });
        others.push(other);
        return other;
      };
      return {
        ledger,
        store,
        clock,
        tenant,
        connect,
        jane: ledger.as({ tenant, actor: { id: "jane" } }),
        as,
      };
    };
    slugAndSlotRules(fresh);
    promptRules(fresh);
    accessRules(fresh);
    batchRules(fresh);
    subscriptionRules(fresh);
    proofRules(fresh);
    eraseRules(fresh, Math.ceil(liveRuns / 2));
    liveRules(fresh, liveRuns);
    searchRules(fresh, searchRuns);
    pastRules(fresh, Math.ceil(liveRuns / 2));
    redactionRules(fresh, searchRuns);
  });
}
