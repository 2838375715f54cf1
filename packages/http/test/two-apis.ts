import type { Ledger, TenantLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import type { Answer, OrkesClient, Sender } from "./orkes-client.ts";
import { authenticateSender, ORIGIN, orkesClient, senderHeader } from "./orkes-client.ts";
import type { Shown } from "./respan-client.ts";
import { JANE } from "./respan-client.ts";

/** An answer of Respan's API. */
export interface RespanAnswer {
  readonly status: number;
  readonly body: Shown;
}

/** One ledger under both APIs. */
export interface TwoApis {
  readonly ledger: Ledger;
  /** The ledger as Jane uses it. */
  readonly acme: TenantLedger;
  readonly client: OrkesClient;
  /** Sends to Orkes' API; the path follows `/api/prompts`. */
  orkes(method: string, path: string, body?: unknown, as?: Sender): Promise<Answer>;
  /** Sends to Respan's API; the path follows `/api/prompts`. */
  respan(method: string, path: string, body?: unknown, as?: Sender): Promise<RespanAnswer>;
  /** The types of a prompt's events, by its slug. */
  events(slug: string): Promise<readonly string[]>;
}

/** How both APIs are set up. */
export type TwoApisOptions = Parameters<typeof orkesClient>[0];

/** A ledger under both APIs, in memory unless it is given a store, for the same people. */
export function twoApis(options: TwoApisOptions = {}): TwoApis {
  const client = orkesClient(options);
  const handle = respanApi(client.ledger, { authenticate: authenticateSender });
  return {
    ledger: client.ledger,
    acme: client.acme,
    client,
    orkes: (method, path, body, as = JANE) => client.send(method, `/api/prompts${path}`, body, { as }),
    async respan(method, path, body, as = JANE) {
      const headers = senderHeader(as, options.tenant);
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = await handle(new Request(`${ORIGIN}/api/prompts${path}`, init));
      const text = await response.text();
      return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Shown };
    },
    events: async (slug) => (await client.acme.history.of(slug)).items.map(({ type }) => type),
  };
}

/** Makes a prompt through Respan's API; answers its path after `/api/prompts`. */
export async function respanPrompt({ respan }: TwoApis, name: string, as?: Sender): Promise<string> {
  return `/${String((await respan("POST", "/", { name }, as)).body["id"])}`;
}
