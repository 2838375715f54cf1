import type { Ledger } from "@promptledger/core";
import type { Writer } from "../model/writers.ts";
import { chooseAsked } from "./choose-asked.ts";
import { newKnowledge } from "./knowledge.ts";
import type { Asked, Call } from "./operation.ts";
import { pause } from "./pause.ts";
import type { Below } from "./random-below.ts";
import type { Recorder } from "./recorder.ts";
import { saysNothingDone } from "./sent-command.ts";

/** Clients of one process. */
export interface ClientOptions {
  readonly ledger: Ledger;
  readonly recorder: Recorder;
  /** Unique in the history: command ids and texts begin with it. */
  readonly process: string;
  readonly tenants: readonly string[];
  /** How many calls are in flight at a time. */
  readonly clients: number;
  readonly below: Below;
  /** Asked before every operation. */
  readonly isDone: () => boolean;
  /** Writes of a process that was killed, which these clients repeat first. */
  readonly inherited?: readonly Call[];
}

// Trusted actors: what others may do is proved by the properties of the ledger.
const WRITERS: readonly Writer[] = [
  { actor: { id: "jane" }, environment: "production" },
  { actor: { id: "sam" }, environment: "staging" },
];

const REMEMBERED = 20;
const WAIT = 50;

type Sent = Pick<Call, "tenant" | "writer" | "asked">;

/**
 * Runs clients that write to and read from the same few prompts. They repeat most writes whose outcome is unknown, and now and then one that was
 * acknowledged, with the same command id.
 */
export async function runClients(options: ClientOptions): Promise<void> {
  const { ledger, recorder, process, tenants, below, isDone } = options;
  const knowledge = new Map(tenants.map((tenant) => [tenant, newKnowledge()]));
  const recent: Sent[] = [];
  const inherited: Sent[] = [...(options.inherited ?? [])];
  let made = 0;

  function choose(): Sent {
    const first = inherited.shift();
    if (first !== undefined) return first;
    if (recent.length > 0 && below(50) === 0) return recent[below(recent.length)] as Sent;
    const tenant = tenants[below(tenants.length)] ?? "";
    const known = knowledge.get(tenant) ?? newKnowledge();
    made += 1;
    const asked: Asked = chooseAsked(below, known, `${process}-${made}`);
    return { tenant, writer: WRITERS[below(WRITERS.length)] as Writer, asked };
  }

  async function client(): Promise<void> {
    let again: Sent | null = null;
    while (!isDone()) {
      const sent: Sent = again ?? choose();
      const { tenant, writer, asked } = sent;
      const { outcome } = await recorder.run(ledger.as({ tenant, ...writer }), tenant, writer, asked);
      knowledge.get(tenant)?.learn(outcome);
      again = null;
      if (outcome.status === "written") {
        recent.push(sent);
        if (recent.length > REMEMBERED) recent.shift();
      } else if (outcome.status === "refused" && isRetryable(outcome.code)) {
        if (asked.type === "write" && below(4) > 0) again = sent;
        await pause(WAIT);
      }
    }
  }

  await Promise.all(Array.from({ length: options.clients }, client));
}

function isRetryable(code: string): boolean {
  return code === "outcome-unknown" || saysNothingDone(code);
}
