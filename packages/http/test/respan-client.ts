import { memoryEventStore } from "@promptledger/adapter-memory";
import type { AuthenticatedActor, Clock, Ledger, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import type { FetchHandler, RespanApiOptions } from "@promptledger/http";
import { respanApi, respanSchemas } from "@promptledger/http";
import { expect } from "vitest";

/** An object of an answer. */
export interface Shown {
  readonly [name: string]: unknown;
}

/** An answer, its body parsed; an empty body is `{}`. */
export interface Answer {
  readonly status: number;
  readonly body: Shown;
  readonly headers: Headers;
}

/** A ledger of its own in memory, Respan's API over it, and a client that checks every answer's form. */
export interface RespanClient {
  readonly ledger: Ledger;
  /** The ledger as the client's actor uses it. */
  readonly acme: TenantLedger;
  readonly handle: FetchHandler;
  /** Sends a body: a string or bytes as they are, anything else as JSON. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: { readonly [name: string]: string },
  ): Promise<Answer>;
  /** The last position of the tenant's log. */
  head(): Promise<number>;
}

export const JANE: AuthenticatedActor = {
  id: "jane",
  kind: "admin",
  email: "user@example.com",
  firstName: "John",
  lastName: "Doe",
};
export const KEY = "sk_live_test";
export const ORIGIN = "https://ledger.test";

/** A client whose key is Jane's; `Bearer other` is a colleague in another tenant, and every other key is wrong. */
export function respanClient(
  options: Partial<RespanApiOptions> & { readonly clock?: Clock } = {},
): RespanClient {
  const { clock, ...settings } = options;
  const clocked = clock === undefined ? {} : { clock };
  const ledger = createLedger({ store: memoryEventStore(clocked), ...clocked });
  const handle = respanApi(ledger, {
    authenticate({ headers }) {
      const key = headers.get("authorization");
      if (key === `Bearer ${KEY}`) return { tenant: "acme", actor: JANE };
      return key === "Bearer other" ? { tenant: "other", actor: { id: "otto", kind: "admin" } } : null;
    },
    // What the host caused fails the test; a storage that is away, and the like, is an answer that a test may want.
    onError(error) {
      if (!isLedgerError(error)) throw error;
    },
    ...settings,
  });
  const acme = ledger.as({ tenant: "acme", actor: JANE, environment: settings.environment ?? "production" });
  return {
    ledger,
    acme,
    handle,
    async send(method, path, body, headers = {}) {
      const init = { method, headers: { authorization: `Bearer ${KEY}`, ...headers } };
      const response = await handle(
        new Request(`${ORIGIN}${path}`, body === undefined ? init : { ...init, body: encoded(body) }),
      );
      return checked(method, path, response);
    },
    head: async () => (await acme.prompts.find({ page: { number: 1, size: 1 } })).position,
  };
}

function encoded(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** Every answer is empty with 204, or to HEAD, or else JSON of the form that its path and status promise. */
async function checked(method: string, path: string, response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  if (status === 204 || method === "HEAD") {
    expect(text).toBe("");
    return { status, headers, body: {} };
  }
  expect(headers.get("content-type")).toBe("application/json");
  const body: unknown = JSON.parse(text);
  const schema = status < 300 ? schemaOf(method, new URL(path, ORIGIN).pathname) : respanSchemas.error;
  const result = schema.safeParse(body);
  expect(result.error?.issues ?? [], `${method} ${path} answered ${status} ${text}`).toEqual([]);
  return { status, headers, body: body as Shown };
}

function schemaOf(method: string, path: string): (typeof respanSchemas)["prompt"] {
  if (/\/summary\/?$/u.test(path)) return respanSchemas.summary;
  if (/\/list\/?$/u.test(path)) return respanSchemas.promptPage;
  if (/\/versions\/?$/u.test(path))
    return method === "GET" ? respanSchemas.versionPage : respanSchemas.version;
  if (/\/(?:versions\/[^/]+|commits|deployments)\/?$/u.test(path)) return respanSchemas.version;
  if (/\/api\/prompts\/?$/u.test(path) && method === "GET") return respanSchemas.promptPage;
  return respanSchemas.prompt;
}

/** A version's body with what is required. */
export const HELLO: Shown = { messages: [{ role: "user", content: "Hello {{name}}" }], model: "gpt-4o" };

/** Makes a prompt through the API; answers its path, without a trailing slash. */
export async function promptAt(client: RespanClient, name = "Greeter"): Promise<string> {
  const { body } = await client.send("POST", "/api/prompts/", { name });
  return `/api/prompts/${String(body["id"])}`;
}

/** Makes a prompt with versions 1 to `count`, the highest of them a draft. */
export async function promptWithVersions(
  client: RespanClient,
  count: number,
  name?: string,
): Promise<string> {
  const path = await promptAt(client, name);
  for (let number = 1; number <= count; number++) await client.send("POST", `${path}/versions/`, HELLO);
  return path;
}

/** The objects of a list's page. */
export function rowsOf({ body }: Answer): readonly Shown[] {
  return body["results"] as readonly Shown[];
}
