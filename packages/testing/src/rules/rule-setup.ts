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

/** What a rule is tested on: a tenant without events. */
export interface RuleSetup {
  readonly ledger: Ledger;
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly tenant: string;
  /** The ledger of Jane, who is trusted. */
  readonly jane: TenantLedger;
  /** The ledger of another actor. Default kind: `host`, which is trusted. */
  as(id: string, kind?: ActorKind): TenantLedger;
  /** A ledger of another process on the same storage. */
  elsewhere(): Promise<Ledger>;
}

/** One user message. */
export function saying(content: string): {
  readonly messages: readonly [{ readonly role: "user"; readonly content: string }];
} {
  return { messages: [{ role: "user", content }] };
}

/** Saves one numbered slot. */
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
  const lines: string[] = [];
  for await (const { type, data } of ledger.history.log({ after }))
    lines.push("number" in data ? `${type} ${data.number}` : type);
  return lines;
}
