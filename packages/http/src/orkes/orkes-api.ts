import type { Ledger, OptionRule } from "@promptledger/core";
import { checkOptions, withMethods } from "@promptledger/core";
import { API_OPTIONS, checkLedger, textRule } from "../api/api-options.ts";
import { shortApiPaths } from "../api/api-path.ts";
import type { ApiOptions, FetchHandler } from "../api/fetch-handler.ts";
import { fetchHandler } from "../api/fetch-handler.ts";
import type { BodyEscapes } from "./prompts/prompt-text.ts";
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
  /**
   * The path that requests show the API under; `/` if they show none. Directly below it, paths also work without `/api`, because some clients
   * take an address with `/api` and some one without. Default: `/orkes`.
   */
  readonly mountedAt?: string;
  /**
   * Reads the text of a prompt as Orkes' Python client sends it: escaped like a JSON string, but without quotes. A text that another client
   * sends as it is, and that has an escape such as `\n` in it, is then changed too. By default, only what is in quotes is unescaped.
   */
  readonly bodyEscapes?: BodyEscapes;
}

const RESOURCES = ["prompts", "integrations", "auth", "users", "applications", "token"];

const mountRule: OptionRule = {
  isValid: (value) => typeof value === "string" && /^\/[^?#]*$/u.test(value),
  wanted: "a path that begins with /",
};

const escapesRule: OptionRule = { isValid: (value) => value === "python", wanted: '"python"' };

/**
 * Orkes Conductor's prompts API over a ledger: prompts, their versions and tags, testing, integrations, grants, applications and tokens.
 *
 * It may be mounted under any prefix: whatever precedes `/api/` in a path is ignored. Directly under `mountedAt`, `/api` itself may be left out.
 * Paths work with and without a trailing slash. Requests that save or delete are answered with 200 and an empty body. `Idempotency-Key` makes a caller's write idempotent. Throws `invalid-input` for
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
    mountedAt: mountRule,
    bodyEscapes: escapesRule,
  });
  const { instance = "promptledger", tokens = null, deployOnSave = null } = options;
  const { mountedAt = "/orkes", bodyEscapes = null } = options;
  return fetchHandler<Settings, Context>(ledger, options, {
    settings: { tokens, deployOnSave, bodyEscapes },
    pathOf: shortApiPaths(mountedAt, ...RESOURCES),
    urlOf: (address) => new URL(address),
    openRoutes: OPEN_ROUTES,
    routes: ROUTES,
    errors: ERRORS,
    errorBody: (error) => errorBody(error, instance),
    unauthorized: (request) => unauthorized(request, tokens),
  });
}
