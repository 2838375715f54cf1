import { memoryEventStore } from "@promptledger/adapter-memory";
import type { AuthenticatedActor, EventStore, Ledger, LedgerOptions, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import type { Authenticated, FetchHandler, OrkesApiOptions } from "@promptledger/http";
import { orkesApi } from "@promptledger/http";
import { expect } from "vitest";
import { JANE } from "./respan-client.ts";

export const ORIGIN = "https://ledger.test";

/** An answer: its body parsed if it is JSON, else its text. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Who sends a request, by the header that the tests' own `authenticate` reads; default: Jane, an admin. */
export type Sender = Pick<AuthenticatedActor, "id" | "kind" | "memberOf"> | "nobody";

/** A ledger of its own in memory, Orkes' API over it, and a client that checks every answer's form. */
export interface OrkesClient {
  readonly ledger: Ledger;
  readonly store: EventStore;
  /** The ledger as Jane uses it. */
  readonly acme: TenantLedger;
  readonly handle: FetchHandler;
  /** Sends a body: a string as it is, anything else as JSON. */
  send(
    method: string,
    path: string,
    body?: unknown,
    options?: { readonly as?: Sender; readonly headers?: { readonly [name: string]: string } },
  ): Promise<Answer>;
  /** Saves a prompt by POST as Jane, and expects that to succeed. */
  save(name: string, text: string, query?: string): Promise<void>;
}

/** Says who somebody is, for a request of the tests. */
export function senderHeader(sender: Sender, tenant = "acme"): { readonly [name: string]: string } {
  return sender === "nobody" ? {} : { "x-authorization": JSON.stringify({ tenant, actor: sender }) };
}

/** Reads what {@link senderHeader} wrote. */
export function authenticateSender({ headers }: Request): Authenticated | null {
  const text = headers.get("x-authorization");
  return text === null ? null : (JSON.parse(text) as Authenticated);
}

/** How Orkes' API and the ledger under it are set up; the tenant is `acme` by default. */
export type OrkesClientOptions = Partial<OrkesApiOptions> &
  Partial<Omit<LedgerOptions, "policy">> & { readonly tenant?: string };

export function orkesClient(options: OrkesClientOptions = {}): OrkesClient {
  const {
    tenant = "acme",
    store = memoryEventStore(),
    clock,
    ids,
    hasher,
    renderer,
    secrets,
    models,
    ...settings
  } = options;
  const ports = Object.entries({ clock, ids, hasher, renderer, secrets, models });
  const given: Partial<LedgerOptions> = Object.fromEntries(ports.filter(([, port]) => port !== undefined));
  const ledger = createLedger({ ...given, store });
  const handle = orkesApi(ledger, {
    authenticate: authenticateSender,
    // What the host caused fails the test; a storage that is away, and the like, is an answer that a test may want.
    onError(error) {
      if (!isLedgerError(error)) throw error;
    },
    ...settings,
  });
  const client: OrkesClient = {
    ledger,
    store,
    acme: ledger.as({ tenant, actor: JANE }),
    handle,
    async send(method, path, body, { as = JANE, headers = {} } = {}) {
      const init = { method, headers: { ...senderHeader(as, tenant), ...headers } };
      const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
      const request = new Request(`${ORIGIN}${path}`, text === undefined ? init : { ...init, body: text });
      return checked(await handle(request));
    },
    async save(name, text, query = "") {
      const path = `/api/prompts/${encodeURIComponent(name)}?description=d${query}`;
      const { status, body } = await client.send("POST", path, text);
      expect([status, body]).toEqual([200, ""]);
    },
  };
  return client;
}

/** Every answer is empty without a content type, or text, or JSON; a refusal has the form that clients know. */
async function checked(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  const type = headers.get("content-type");
  if (type === null) {
    expect([status, text, headers.get("content-length")]).toEqual([200, "", "0"]);
    return { status, headers, body: "" };
  }
  if (type.startsWith("text/plain")) {
    expect(status).toBe(200);
    return { status, headers, body: text };
  }
  expect(type).toBe("application/json");
  const body: unknown = JSON.parse(text);
  if (status === 401) {
    const error = expect.stringMatching(/^(?:INVALID|EXPIRED)_TOKEN$/u);
    expect(body).toEqual({ message: expect.any(String), error, timestamp: expect.any(Number) });
  } else if (status >= 400) {
    expect(body).toEqual({
      status,
      message: expect.any(String),
      instance: "promptledger",
      retryable: status === 503,
    });
  }
  return { status, headers, body };
}
