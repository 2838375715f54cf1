import type { Ledger } from "@promptledger/core";
import { checkOptions, DEFAULT_ENVIRONMENT } from "@promptledger/core";
import { API_OPTIONS, checkLedger, textRule } from "../api/api-options.ts";
import type { ApiOptions, FetchHandler } from "../api/fetch-handler.ts";
import { fetchHandler } from "../api/fetch-handler.ts";
import { ROUTES } from "./routes.ts";
import { ERRORS, errorBody, unauthorized } from "./wire/errors.ts";
import { publicUrlOf, respanPath } from "./wire/public-url.ts";

/** How Respan's API is set up. */
export interface RespanApiOptions<Context = unknown> extends ApiOptions<Context> {
  /** The environment that `live` means; Respan has only one. Default: `production`. */
  readonly environment?: string;
  /**
   * Where clients reach the API, for the links between pages. Default: the origin that a request names. A prefix that a router strips from the
   * path stays in the links if the handler gets Node's request as `{ incoming }`. Otherwise have the router leave it in the address, as
   * Hono's `mount` does with `{ replaceRequest: false }`, or name it here.
   */
  readonly publicUrl?: string;
}

/**
 * Respan's prompts API over a ledger: its 14 endpoints, and the paths of old clients.
 *
 * It may be mounted under any prefix: whatever precedes `/api/prompts` in a path is ignored. Paths work with and without a trailing slash,
 * and nothing is redirected. Every answer is JSON, or empty with 204. `Idempotency-Key` makes a caller's write idempotent. `If-Match` with the ETag of
 * any answer about a prompt refuses a write to that prompt if it has changed since (412). Throws `invalid-input` for options of
 * the wrong type.
 */
export function respanApi<Context = unknown>(
  ledger: Ledger,
  options: RespanApiOptions<Context>,
): FetchHandler<Context> {
  checkLedger(ledger);
  checkOptions(options, {
    ...API_OPTIONS,
    environment: textRule,
    publicUrl: { isValid: isUrl, wanted: "a URL, such as https://prompts.example" },
  });
  const environment = options.environment ?? DEFAULT_ENVIRONMENT;
  const publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
  return fetchHandler(ledger, options, {
    settings: { environment },
    environment,
    pathOf: respanPath,
    urlOf: (address, target) => publicUrlOf(address, target, publicUrl),
    openRoutes: [],
    routes: ROUTES,
    errors: ERRORS,
    errorBody,
    unauthorized,
  });
}

function isUrl(value: unknown): boolean {
  return typeof value === "string" && URL.canParse(value);
}
