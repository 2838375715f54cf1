import type { FetchHandler } from "@promptledger/http";
import { hasDotSegment } from "@promptledger/http";

/** The parts of the server. */
export interface ServerParts {
  readonly respan: FetchHandler;
  readonly orkes: FetchHandler;
  /** Throws if the storage does not respond, or takes no writes. */
  readonly checkHealth: () => Promise<void>;
  readonly version: string;
  /** Gets the reason if the storage is not healthy. */
  readonly onError: (error: unknown, request: Request) => void;
}

/**
 * Routes requests to the APIs. Respan's API is under `/respan`, and also at the root: clients that can only change the host, not the
 * path, keep `/api/prompts/...`. Orkes' API is under `/orkes`. Every answer is JSON, including errors.
 */
export function serverRoutes({ respan, orkes, checkHealth, version, onError }: ServerParts): FetchHandler {
  const about = {
    name: "Prompt Ledger",
    version,
    respan: "/respan/api/prompts/",
    orkes: "/orkes/api/prompts",
    health: "/health",
    authentication: { respan: "Authorization: Bearer <key>", orkes: "X-Authorization: <token>" },
  };
  return async (request, context) => {
    const { pathname } = new URL(request.url);
    if (/^\/(?:respan|api)(?:\/|$)/u.test(pathname)) return respan(request, context);
    if (/^\/orkes(?:\/|$)/u.test(pathname)) return orkes(request, context);
    if (hasDotSegment(request, context))
      return problem(400, "No segment of the path may be . or .., not even encoded.");
    if (pathname !== "/" && pathname !== "/health")
      return problem(
        404,
        `There is nothing at ${pathname}. Respan's API is under /respan/api/prompts/, Orkes' under /orkes/api/prompts.`,
      );
    if (request.method !== "GET" && request.method !== "HEAD")
      return problem(405, `Method ${request.method} is not allowed here.`, { allow: "GET, HEAD" });
    if (pathname === "/") return json(200, about);
    try {
      await checkHealth();
      return json(200, { status: "ok" });
    } catch (error) {
      onError(error, request);
      return json(503, {
        status: "unavailable",
        detail: "The storage does not respond, or takes no writes.",
      });
    }
  };
}

function problem(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return json(status, { detail }, headers);
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "x-content-type-options": "nosniff", ...headers } });
}
