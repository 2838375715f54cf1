import type { Ledger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { Context as HonoContext } from "hono";
import { Hono } from "hono";
import type { ApiPath } from "./api-path.ts";
import type { Authenticate, Caller } from "./authenticate.ts";
import { callerOf } from "./authenticate.ts";
import type { ApiCall, OpenCall, Route } from "./call.ts";
import { MAXIMUM_COSTLY_CALLS, withCostlyLimit } from "./costly-calls.ts";
import { hasDotSegment } from "./dot-segments.ts";
import { HttpError, methodNotAllowed, notFound } from "./errors/http-error.ts";
import type { ErrorWording } from "./errors/ledger-http-error.ts";
import { ledgerHttpError } from "./errors/ledger-http-error.ts";
import { incomingOf, wireTarget } from "./wire-target.ts";

/**
 * An API of the ledger: a Fetch handler that mounts in any server. Errors are answers too; the promise does not reject. `context` is whatever
 * `authenticate` needs beside the request; it is required if `authenticate` has a type for it.
 */
export type FetchHandler<Context = unknown> = (
  request: Request,
  ...context: undefined extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>;

/** What the host of any API provides. */
export interface ApiOptions<Context = unknown> {
  /** Says who sends a request. See {@link Authenticate}. */
  readonly authenticate: Authenticate<Context>;
  /**
   * Called once for every error that is answered with 500 or above, with its cause: those that no client caused. Also called if an answer
   * that has begun cannot be completed. Not called for a read that was ended because its client has left.
   */
  readonly onError?: (error: unknown, request: Request) => void;
  /**
   * How many lists and bulk saves one tenant may have in progress in this handler, and as many tests of models beside them. One more is
   * answered with 429 and `Retry-After`. A list is in progress until the client has taken all of it. It is cut off if the client takes
   * nothing for 30 seconds. Default: 16.
   */
  readonly maximumCostlyCalls?: number;
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
  /** A request's address as its client knows it, from that of the request and the target of the request line, where that is known. */
  readonly urlOf: (address: string, target: string | null) => URL;
  /** The error for a request that `authenticate` does not recognise. */
  readonly unauthorized: (request: Request) => HttpError;
  readonly errors: ErrorWording;
  /** The JSON body of an error's answer. */
  readonly errorBody: (error: HttpError) => object;
}

interface Environment<Context> {
  readonly Bindings: { readonly context: Context };
  readonly Variables: { caller: Caller; wasRead: boolean };
}

/** Stands for every path with a dot segment. No API has it. */
const DOTTED = "/api/dot-segment";

/** The handler of an API over a ledger. */
export function fetchHandler<Settings, Context>(
  ledger: Ledger,
  { authenticate, onError, maximumCostlyCalls = MAXIMUM_COSTLY_CALLS }: ApiOptions<Context>,
  api: Api<Settings>,
): FetchHandler<Context> {
  const app = new Hono<Environment<Context>>({
    getPath: (request, options) =>
      hasDotSegment(request, options?.env?.context)
        ? DOTTED
        : (api.pathOf(new URL(request.url).pathname)?.path ?? "/"),
  });

  function errorAnswer(error: unknown, request: Request): Response {
    const known = httpErrorOf(error, api.errors);
    const shown = known ?? new HttpError(500, "The server failed to answer.");
    if (shown.status >= 500 && !hasLeft(error, request)) onError?.(error, request);
    return Response.json(api.errorBody(shown), { status: shown.status, headers: shown.headers });
  }

  function openCall({ req, env, get }: HonoContext<Environment<Context>>): OpenCall<Settings> {
    return {
      request: req.raw,
      wasRead: get("wasRead"),
      url: api.urlOf(req.url, wireTarget(env.context)),
      params: req.param(),
      settings: api.settings,
      onError: (error) => {
        if (!hasLeft(error, req.raw)) onError?.(error, req.raw);
      },
    };
  }

  function serve<Call>(
    routes: readonly Route<Call>[],
    callOf: (context: HonoContext<Environment<Context>>) => Call,
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

  app.use(async ({ req, env, set }, next) => {
    // Asked before `authenticate`, which may read a clone.
    set("wasRead", incomingOf(env.context)["readableDidRead"] === true);
    const expected = req.header("expect") ?? "100-continue";
    if (expected.toLowerCase() !== "100-continue")
      throw new HttpError(417, `The expectation "${expected}" cannot be met; send 100-continue or none.`);
    await next();
  });
  serve(api.openRoutes, openCall);
  app.use("/api/*", async (context, next) => {
    const request = context.req.raw;
    const identity = await authenticate(request, context.env.context);
    if (!identity) throw api.unauthorized(request);
    context.set("caller", callerOf(ledger, identity, api.environment, request.signal));
    await next();
  });
  app.all(DOTTED, () => {
    throw new HttpError(400, "Bad request: no segment of the path may be . or .., not even encoded.");
  });
  serve(withCostlyLimit(api.routes, maximumCostlyCalls), (context) => ({
    ...openCall(context),
    ...context.get("caller"),
  }));
  app.notFound(({ req }) => errorAnswer(notFound(), req.raw));
  app.onError((error, { req }) => errorAnswer(error, req.raw));

  async function answerOf(request: Request, context: Context): Promise<Response> {
    try {
      return await app.fetch(request, { context });
    } catch (error) {
      // Hono passes only instances of Error to its handler, and a host's code may throw anything.
      return errorAnswer(error, request);
    }
  }

  return async (request, ...[context]) => {
    const response = await answerOf(request, context as Context);
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  };
}

/** Whether a read was ended because the client has left. Nobody gets the answer, and nothing has failed. */
function hasLeft(error: unknown, { signal }: Request): boolean {
  return signal.aborted && isLedgerError(error, "unavailable");
}

function httpErrorOf(error: unknown, wording: ErrorWording): HttpError | null {
  if (error instanceof HttpError) return error;
  return isLedgerError(error) ? ledgerHttpError(error, wording) : null;
}
