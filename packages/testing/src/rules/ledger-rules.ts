import type { EventStore, Ledger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { batchRules } from "../batches/batch-rules.ts";
import type { ContractStorage, OpenStorage } from "../contract/clause.ts";
import { TEST_EPOCH, testClock } from "../test-clock.ts";
import { accessRules } from "./access-rules.ts";
import { promptRules } from "./prompt-rules.ts";
import type { RuleSetup } from "./rule-setup.ts";
import { slugAndSlotRules } from "./slug-and-slot-rules.ts";
import { subscriptionRules } from "./subscription-rules.ts";

/** The adapter on which the ledger's rules are tested. */
export interface LedgerRulesOptions {
  readonly name: string;
  /** Opens an empty storage, as for the contract suite. Every rule has a tenant of its own in it. */
  readonly open: OpenStorage;
}

/**
 * Registers the rules X1 to X16 with vitest, which the library and the REST APIs share, and what subscriptions do after failures. Each rule that
 * concerns the library has a test with its id in the title.
 */
export function ledgerRules({ name, open }: LedgerRulesOptions): void {
  describe(`the ledger's rules on ${name}`, () => {
    const clock = testClock();
    let storage: ContractStorage | null = null;
    let store: EventStore | null = null;
    const others: EventStore[] = [];
    let tenants = 0;

    beforeAll(async () => {
      storage = await open({ clock });
      store = await storage.connect({});
    });
    beforeEach(() => clock.set(TEST_EPOCH));
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
      const elsewhere = async (): Promise<Ledger> => {
        if (storage === null) throw new Error("the storage is not open");
        const other = await storage.connect({});
        others.push(other);
        return createLedger({ store: other, clock });
      };
      return {
        ledger,
        store,
        clock,
        tenant,
        jane: ledger.as({ tenant, actor: { id: "jane" } }),
        as,
        elsewhere,
      };
    };
    slugAndSlotRules(fresh);
    promptRules(fresh);
    accessRules(fresh);
    batchRules(fresh);
    subscriptionRules(fresh);
  });
}
