import type { FetchHandler } from "@promptledger/http";

/** The parts of the server. */
export interface ServerParts {
  readonly respan: FetchHandler;
  readonly orkes: FetchHandler;
  /** Throws if the storage does not respond. */
  readonly checkHealth: () => Promise<unknown>;
  readonly version: string;
}

/**
 * Routes requests to the APIs. Respan's API is under `/respan`, and also at the root: clients that can only change the host, not the
 * path, keep `/api/prompts/...`. Orkes' API is under `/orkes`. Every answer is JSON, including errors.
 */
export function serverRoutes({ respan, orkes, checkHealth, version }: ServerParts): FetchHandler {
  const about = {
    name: "Prompt Ledger",
    version,
    respan: "/respan/api/prompts/",
    orkes: "/orkes/api/prompts",
    health: "/health",
    authentication: { respan: "Authorization: Bearer <key>", orkes: "X-Authorization: <token>" },
  };
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (/^\/(?:respan|api)(?:\/|$)/u.test(pathname)) return respan(request);
    if (/^\/orkes(?:\/|$)/u.test(pathname)) return orkes(request);
    if (pathname !== "/" && pathname !== "/health")
      return problem(
        404,
        `There is nothing at ${pathname}. Respan's API is under /respan/api/prompts/, Orkes' under /orkes/api/prompts.`,
      );
    if (request.method !== "GET" && request.method !== "HEAD")
      return problem(405, `Method ${request.method} is not allowed here.`, { allow: "GET, HEAD" });
    if (pathname === "/") return Response.json(about);
    try {
      await checkHealth();
      return Response.json({ status: "ok" });
    } catch {
      return Response.json(
        { status: "unavailable", detail: "The storage does not respond." },
        { status: 503 },
      );
    }
  };
}

function problem(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json({ detail }, { status, headers });
}
