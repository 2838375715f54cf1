/** Answers a request. */
export type Handler = (request: Request) => Promise<Response>;

/** What the server is made of. */
export interface ServerParts {
  readonly respan: Handler;
  readonly orkes: Handler;
  /** Throws where the storage does not answer. */
  readonly checkHealth: () => Promise<void>;
  readonly version: string;
}

/**
 * Sends a request to what answers it. Respan's API is found under `/respan`, and also at the root: a client that can change its host
 * only, not its paths, keeps `/api/prompts/...`. Orkes' API is under `/orkes`. Everything is JSON, also what is not found.
 */
export function serverRoutes({ respan, orkes, checkHealth, version }: ServerParts): Handler {
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
    if (isUnder(pathname, "/respan") || isUnder(pathname, "/api")) return respan(request);
    if (isUnder(pathname, "/orkes")) return orkes(request);
    if (pathname !== "/" && pathname !== "/health") return notFound(pathname);
    if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed(request.method);
    return pathname === "/" ? Response.json(about) : health(checkHealth);
  };
}

async function health(check: () => Promise<void>): Promise<Response> {
  try {
    await check();
    return Response.json({ status: "ok" });
  } catch {
    return Response.json({ status: "unavailable", detail: "The storage does not answer." }, { status: 503 });
  }
}

function isUnder(pathname: string, prefix: string): boolean {
  return pathname === prefix || pathname.startsWith(`${prefix}/`);
}

function notFound(pathname: string): Response {
  const detail = `There is nothing at ${pathname}. Respan's API is under /respan/api/prompts/, Orkes' under /orkes/api/prompts.`;
  return Response.json({ detail }, { status: 404 });
}

function methodNotAllowed(method: string): Response {
  const detail = `Method ${method} is not allowed here.`;
  return Response.json({ detail }, { status: 405, headers: { allow: "GET, HEAD" } });
}
