import type { Ledger } from "@promptledger/core";
import { checkOptions, withMethods } from "@promptledger/core";
import { API_OPTIONS, checkLedger, textRule } from "../api/api-options.ts";
import { apiPaths } from "../api/api-path.ts";
import type { ApiOptions, FetchHandler } from "../api/fetch-handler.ts";
import { fetchHandler } from "../api/fetch-handler.ts";
import { OPEN_ROUTES, ROUTES } from "./routes.ts";
import type { Settings } from "./wire/call.ts";
import { ERRORS, errorBody, unauthorized } from "./wire/errors.ts";
import type { OrkesTokens } from "./wire/tokens.ts";

/** How Orkes' API is set up. */
export interface OrkesApiOptions<Context = unknown> extends ApiOptions<Context> {
  /** Answers `POST /api/token`, which refuses every key pair without it. Its `authenticate` recognises these tokens. */
  readonly tokens?: OrkesTokens;
  /**
   * Makes what is saved live in this environment, in the same append: for teams that use Orkes' API alone. Without it a save changes
   * nothing that is live (rule X13).
   */
  readonly deployOnSave?: string;
  /** What errors name as `instance`. Default: `promptledger`. */
  readonly instance?: string;
}

const pathOf = apiPaths("prompts", "integrations", "auth", "users", "applications", "token");

/**
 * Orkes Conductor's prompts API over a ledger: prompts, their versions and tags, testing, integrations, grants, applications and tokens.
 *
 * It may be mounted under any prefix: whatever precedes `/api/` in a path is ignored. Paths work with and without a trailing slash. Requests
 * that save or delete are answered with 200 and an empty body. `Idempotency-Key` makes a caller's write idempotent. Throws `invalid-input` for
 * options of the wrong type.
 */
export function orkesApi<Context = unknown>(
  ledger: Ledger,
  options: OrkesApiOptions<Context>,
): FetchHandler<Context> {
  checkLedger(ledger);
  checkOptions(options, {
    ...API_OPTIONS,
    tokens: withMethods("tokens of orkesTokens()", "issue", "authenticate", "isExpired"),
    deployOnSave: textRule,
    instance: textRule,
  });
  const { instance = "promptledger", tokens = null, deployOnSave = null } = options;
  return fetchHandler<Settings, Context>(ledger, options, {
    settings: { tokens, deployOnSave },
    pathOf,
    urlOf: (address) => new URL(address),
    openRoutes: OPEN_ROUTES,
    routes: ROUTES,
    errors: ERRORS,
    errorBody: (error) => errorBody(error, instance),
    unauthorized: (request) => unauthorized(request, tokens),
  });
}
