import type {
  ActorKind,
  EventStore,
  Ledger,
  PromptRef,
  SaveVersion,
  TenantLedger,
  Version,
  Written,
} from "@promptledger/core";
import type { TestClock } from "../test-clock.ts";

/** What a rule is tried on: a tenant that nothing was written to. */
export interface RuleBench {
  readonly ledger: Ledger;
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly tenant: string;
  /** The tenant as the trusted Jane uses it. */
  readonly jane: TenantLedger;
  /** The tenant as somebody else does. Default: trusted. */
  as(id: string, kind?: ActorKind): TenantLedger;
}

/** One user message. */
export function saying(content: string): {
  readonly messages: readonly [{ readonly role: "user"; readonly content: string }];
} {
  return { messages: [{ role: "user", content }] };
}

/** Saves to a numbered slot, by itself. */
export async function save(
  ledger: TenantLedger,
  prompt: PromptRef,
  command: Omit<SaveVersion, "type">,
): Promise<Written<Version>> {
  const { receipt, answers } = await ledger.batch([{ ...command, type: "SaveVersion", prompt }]);
  return { ...answers[0], receipt };
}

/** The events of a tenant after a position, as `type` or `type number`. */
export async function logOf(ledger: TenantLedger, after: number): Promise<readonly string[]> {
  const told: string[] = [];
  for await (const { type, data } of ledger.history.log({ after }))
    told.push("number" in data ? `${type} ${data.number}` : type);
  return told;
}
