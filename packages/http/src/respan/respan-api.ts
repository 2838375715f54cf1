import type { Ledger, TenantLedger } from "@promptledger/core";
import { DEFAULT_ENVIRONMENT } from "@promptledger/core";
import type { Context } from "hono";
import { Hono } from "hono";
import { actorLedger } from "../actor-ledger.ts";
import { allowHeader } from "../allow-header.ts";
import type { Authenticate, FetchHandler } from "../authenticate.ts";
import { json, refused } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { apiPathOf, publicUrlOf } from "./public-url.ts";
import { notFound, Refusal, refusalOf } from "./refusal.ts";
import { ROUTES } from "./routes.ts";

/** How Respan's API is set up. */
export interface RespanApiOptions {
  readonly authenticate: Authenticate;
  /** The environment that `live` means; Respan knows only one. Default: `production`. */
  readonly environment?: string;
  /** Where clients reach the API, for the links between pages. Default: the origin that a request names. */
  readonly publicUrl?: string;
  /** Told of every error that is answered with 500: those that no client caused. */
  readonly onError?: (error: unknown, request: Request) => void;
}

const UNAUTHORIZED = new Refusal(401, "Your API key is invalid or missing.", {
  headers: { "www-authenticate": "Bearer" },
});

interface Environment {
  readonly Variables: { ledger: TenantLedger };
}

/**
 * Respan's prompts API over a ledger: its 14 endpoints, with the paths of old clients.
 *
 * It may be mounted under any prefix: what precedes `/api/prompts` in a path is not looked at. Paths are taken with and without a
 * trailing slash, and nothing is redirected. Every answer is JSON, or empty with 204. `Idempotency-Key` makes a write idempotent, and
 * `If-Match` with the ETag of any answer about a prompt refuses a write to that prompt if it has changed since (412).
 */
export function respanApi(ledger: Ledger, options: RespanApiOptions): FetchHandler {
  const environment = options.environment ?? DEFAULT_ENVIRONMENT;
  const publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
  const app = new Hono<Environment>({ getPath: ({ url }) => apiPathOf(new URL(url).pathname)?.path ?? "/" });

  app.use("/api/prompts/*", async (context, next) => {
    const identity = await options.authenticate(context.req.raw);
    if (identity === null) throw UNAUTHORIZED;
    context.set("ledger", actorLedger(ledger, { ...identity, environment }));
    await next();
  });
  for (const { path, endpoints } of ROUTES) {
    for (const [method, endpoint] of Object.entries(endpoints))
      app.on(method, path, (context) => answer(context, endpoint));
    app.all(path, ({ req }) => refused(methodNotAllowed(req.method, Object.keys(endpoints))));
  }
  app.notFound(() => refused(notFound()));
  app.onError((error, context) => failed(error, context.req.raw));

  function failed(error: unknown, request: Request): Response {
    const refusal = refusalOf(error);
    if (refusal !== null) return refused(refusal);
    options.onError?.(error, request);
    return json(500, { detail: "The server failed to answer." });
  }

  function answer(context: Context<Environment>, endpoint: Endpoint): Promise<Response> {
    const request = context.req.raw;
    const url = publicUrlOf(request.url, publicUrl);
    return endpoint({
      ledger: context.get("ledger"),
      environment,
      request,
      url,
      params: context.req.param(),
    });
  }

  // The router gives to its own error handler only what is an Error; a host's code may throw anything.
  return async (request) => {
    try {
      return await app.fetch(request);
    } catch (error) {
      return failed(error, request);
    }
  };
}

function methodNotAllowed(method: string, allowed: readonly string[]): Refusal {
  return new Refusal(405, `Method "${method}" not allowed.`, { headers: allowHeader(allowed) });
}
