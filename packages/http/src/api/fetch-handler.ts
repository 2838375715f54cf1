import type { Ledger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { Context } from "hono";
import { Hono } from "hono";
import type { ApiPath } from "./api-path.ts";
import type { Authenticate, Caller } from "./authenticate.ts";
import { callerOf } from "./authenticate.ts";
import type { ApiCall, OpenCall, Route } from "./call.ts";
import { HttpError, notFound } from "./http-error.ts";
import type { ErrorWording } from "./ledger-http-error.ts";
import { ledgerHttpError } from "./ledger-http-error.ts";

/** An API of the ledger: a Fetch handler that mounts in any server. Errors are answers too; the promise does not reject. */
export type FetchHandler = (request: Request) => Promise<Response>;

/** What the host of any API provides. */
export interface ApiOptions {
  readonly authenticate: Authenticate;
  /** Called with every error that is answered with 500: those that no client caused. */
  readonly onError?: (error: unknown, request: Request) => void;
}

/** What makes one API different from the other. */
export interface Api<Settings> {
  readonly settings: Settings;
  /** Reads a path of the API; null for any other path, which is 404. */
  readonly pathOf: (pathname: string) => ApiPath | null;
  /** The paths that are answered without authentication. */
  readonly openRoutes: readonly Route<OpenCall<Settings>>[];
  readonly routes: readonly Route<ApiCall<Settings>>[];
  /** The environment that `live` means. Default: the ledger's. */
  readonly environment?: string;
  /** A request's address as its client knows it. */
  readonly urlOf: (address: string) => URL;
  /** The error for a request that `authenticate` does not recognise. */
  readonly unauthorized: (request: Request) => HttpError;
  readonly errors: ErrorWording;
  /** The JSON body of an error's answer. */
  readonly errorBody: (error: HttpError) => object;
}

interface Environment {
  readonly Variables: { caller: Caller };
}

/** The handler of an API over a ledger. */
export function fetchHandler<Settings>(
  ledger: Ledger,
  { authenticate, onError }: ApiOptions,
  api: Api<Settings>,
): FetchHandler {
  const app = new Hono<Environment>({ getPath: ({ url }) => api.pathOf(new URL(url).pathname)?.path ?? "/" });
  const environment = api.environment === undefined ? {} : { environment: api.environment };

  function errorAnswer(error: unknown, request: Request): Response {
    const known = httpErrorOf(error, api.errors);
    if (known === null) onError?.(error, request);
    const shown = known ?? new HttpError(500, "The server failed to answer.");
    return Response.json(api.errorBody(shown), { status: shown.status, headers: shown.headers });
  }

  function openCall({ req }: Context<Environment>): OpenCall<Settings> {
    return { request: req.raw, url: api.urlOf(req.url), params: req.param(), settings: api.settings };
  }

  function serve<Call>(
    routes: readonly Route<Call>[],
    callOf: (context: Context<Environment>) => Call,
  ): void {
    const refuseOthers = ({ path, endpoints }: Route<Call>) =>
      app.all(path, ({ req }) => errorAnswer(methodNotAllowed(req.method, Object.keys(endpoints)), req.raw));
    for (const route of routes) {
      for (const [method, endpoint] of Object.entries(route.endpoints))
        app.on(method, route.path, (context) => endpoint(callOf(context)));
      if (route.reserved) refuseOthers(route);
    }
    routes.forEach(refuseOthers);
  }

  serve(api.openRoutes, openCall);
  app.use("/api/*", async (context, next) => {
    const request = context.req.raw;
    const identity = await authenticate(request);
    if (identity === null) throw api.unauthorized(request);
    context.set("caller", callerOf(ledger, { ...identity, ...environment }));
    await next();
  });
  serve(api.routes, (context) => ({ ...openCall(context), ...context.get("caller") }));
  app.notFound(({ req }) => errorAnswer(notFound(), req.raw));
  app.onError((error, { req }) => errorAnswer(error, req.raw));

  // Hono passes only instances of Error to its handler, and a host's code may throw anything.
  return async (request) => {
    try {
      return await app.fetch(request);
    } catch (error) {
      return errorAnswer(error, request);
    }
  };
}

function httpErrorOf(error: unknown, wording: ErrorWording): HttpError | null {
  if (error instanceof HttpError) return error;
  return isLedgerError(error) ? ledgerHttpError(error, wording) : null;
}

/** 405. HEAD is answered wherever GET is. */
function methodNotAllowed(method: string, allowed: readonly string[]): HttpError {
  const allow = [...allowed, ...(allowed.includes("GET") ? ["HEAD"] : [])].join(", ");
  return new HttpError(405, `Method "${method}" not allowed.`, { headers: { allow } });
}
