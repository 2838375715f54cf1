import type { LedgerEvent, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { callFacade } from "../model/call-facade.ts";
import { briefOf } from "./check-reads.ts";
import type { Asked, Outcome, Read } from "./operation.ts";

// More prompts than a history ever has: a list is then one page, of one moment.
const PAGE = 1000;

/** Does what was asked of a ledger, and returns what it answered. Errors that are not of the ledger are thrown. */
export async function perform(ledger: TenantLedger, asked: Asked): Promise<Outcome> {
  if (asked.type === "write") {
    const { commands, options } = asked;
    // The model takes the actor and environment from the ledger's session, so they do not matter here.
    const write = { actor: { id: "" }, environment: "", commands, options, invalid: false };
    const result = await callFacade(ledger, write);
    if (result.status === "rejected") return { status: "refused", code: result.code };
    const { answers, receipt } = result;
    return { status: "written", answers, receipt };
  }
  try {
    return { status: "read", answer: await read(ledger, asked.read) };
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return { status: "refused", code: error.code };
  }
}

async function read(ledger: TenantLedger, asked: Read): Promise<unknown> {
  switch (asked.what) {
    case "prompt":
      return ledger.prompts.get({ id: asked.prompt });
    case "version":
      return ledger.versions.get({ id: asked.prompt }, asked.version);
    case "versions":
      return ledger.versions.list({ id: asked.prompt }, { page: { number: 1, size: asked.size } });
    case "live": {
      const { render: _render, ...live } = await ledger.resolve(asked.slug);
      return live;
    }
    case "prompts":
      return ledger.prompts.find({ page: { number: 1, size: PAGE } });
    case "events":
      return (await eventsOf(ledger, asked.prompt)).map(briefOf);
    case "log": {
      const events: LedgerEvent[] = [];
      const { after, limit } = asked;
      for await (const event of ledger.history.log({ after, limit })) events.push(event);
      return events.map(briefOf);
    }
  }
}

/** All events of a prompt: as of the last page, because pages before it do not change. */
async function eventsOf({ history }: TenantLedger, id: string): Promise<readonly LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = await history.of({ id }, { after, limit: PAGE });
    events.push(...page.items);
    after = page.next;
  }
  return events;
}
