import type { Actor, Ledger, TenantLedger } from "@promptledger/core";
import type { Context } from "hono";
import { Hono } from "hono";
import { actorLedger } from "../actor-ledger.ts";
import { allowHeader } from "../allow-header.ts";
import type { Authenticate, FetchHandler } from "../authenticate.ts";
import { json, refused } from "./answer.ts";
import { apiPathOf } from "./api-path.ts";
import type { Endpoint, Settings } from "./call.ts";
import { notFound, Refusal, refusalOf, Unauthorized } from "./refusal.ts";
import { ROUTES } from "./routes.ts";
import { createToken } from "./token-endpoints.ts";
import type { OrkesTokens } from "./tokens.ts";
import { tokenOf } from "./tokens.ts";

/** How Orkes' API is set up. */
export interface OrkesApiOptions {
  readonly authenticate: Authenticate;
  /** Answers `POST /api/token`, which without it refuses every key pair; its `authenticate` knows the tokens again. */
  readonly tokens?: OrkesTokens;
  /**
   * Makes what is saved live in this environment, in the same append: for teams that use Orkes' API alone. Without it a save changes
   * nothing that is live (rule X13).
   */
  readonly deployOnSave?: string;
  /** What errors name as `instance`. Default: `promptledger`. */
  readonly instance?: string;
  /** Told of every error that is answered with 500: those that no client caused. */
  readonly onError?: (error: unknown, request: Request) => void;
}

interface Environment {
  readonly Variables: { ledger: TenantLedger; actor: Actor };
}

/**
 * Orkes Conductor's prompts API over a ledger: prompts, their versions and tags, testing, integrations, grants, applications and tokens.
 *
 * It may be mounted under any prefix: what precedes `/api/` in a path is not looked at. Paths are taken with and without a trailing
 * slash. What saves or deletes answers 200 with nothing in it. `Idempotency-Key` makes a write idempotent.
 */
export function orkesApi(ledger: Ledger, options: OrkesApiOptions): FetchHandler {
  const { instance = "promptledger" } = options;
  const settings: Settings = {
    ledger,
    tokens: options.tokens ?? null,
    deployOnSave: options.deployOnSave ?? null,
  };
  const app = new Hono<Environment>({ getPath: ({ url }) => apiPathOf(new URL(url).pathname) ?? "/" });

  app.post("/api/token", (context) => createToken({ request: context.req.raw, settings }));
  app.all("/api/token", ({ req }) => failed(methodNotAllowed(req.method, ["POST"]), req.raw));
  app.use("/api/*", async (context, next) => {
    const request = context.req.raw;
    const identity = await options.authenticate(request);
    if (identity === null) throw unauthorized(request, options.tokens);
    context.set("ledger", actorLedger(ledger, identity));
    context.set("actor", identity.actor);
    await next();
  });
  for (const { path, endpoints } of ROUTES) {
    for (const [method, endpoint] of Object.entries(endpoints))
      app.on(method, path, (context) => answer(context, endpoint));
  }
  // Only now: `test` is a prompt's name for every method but POST.
  for (const { path, endpoints } of ROUTES)
    app.all(path, ({ req }) => failed(methodNotAllowed(req.method, Object.keys(endpoints)), req.raw));
  app.notFound(({ req }) => failed(notFound("There is nothing at this path."), req.raw));
  app.onError((error, context) => failed(error, context.req.raw));

  function failed(error: unknown, request: Request): Response {
    const refusal = refusalOf(error);
    if (refusal !== null) return refused(refusal, instance, Date.now());
    options.onError?.(error, request);
    const message = "The server failed to answer.";
    return json(500, { status: 500, message, instance, retryable: false });
  }

  function answer(context: Context<Environment>, endpoint: Endpoint): Promise<Response> {
    const request = context.req.raw;
    return endpoint({
      ledger: context.get("ledger"),
      actor: context.get("actor"),
      settings,
      request,
      query: new URL(request.url).searchParams,
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

function unauthorized(request: Request, tokens: OrkesTokens | undefined): Unauthorized {
  if (tokenOf(request) === null) return new Unauthorized("INVALID_TOKEN", "Token cannot be null or empty");
  return tokens?.isExpired(request)
    ? new Unauthorized("EXPIRED_TOKEN", "The token has expired; get another one.")
    : new Unauthorized("INVALID_TOKEN", "The token is invalid, or its key was revoked.");
}

function methodNotAllowed(method: string, allowed: readonly string[]): Refusal {
  return new Refusal(405, `Method ${method} is not allowed here.`, { headers: allowHeader(allowed) });
}
