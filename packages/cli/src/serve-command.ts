import { orkesApi, orkesTokens, respanApi } from "@promptledger/http";
import { openAiModels } from "@promptledger/models";
import { ensureAdminKey, givenAdminKey } from "./admin-key.ts";
import { authenticateByKey } from "./api-keys.ts";
import { greetingLines } from "./greeting.ts";
import { importFile } from "./import-file.ts";
import { importSummary } from "./import-summary.ts";
import { listen } from "./listen.ts";
import type { LedgerOptions, OpenedLedger } from "./open-ledger.ts";
import { openLedger } from "./open-ledger.ts";
import { packageVersion } from "./package-version.ts";
import { withRequestLog } from "./request-log.ts";
import type { Handler } from "./server-routes.ts";
import { serverRoutes } from "./server-routes.ts";
import { givenSecretsKey, providerSecrets, signingKey } from "./server-secrets.ts";
import type { Terminal } from "./terminal.ts";
import { answer } from "./terminal.ts";
import { untilSignal } from "./until-signal.ts";

/** Options of `promptledger serve`. */
export interface ServeOptions extends LedgerOptions {
  readonly host: string;
  readonly port: number;
  readonly environment: string;
  readonly publicUrl?: string;
  readonly deployOnSave: boolean;
  readonly verbose: boolean;
}

/** `promptledger serve`: the REST APIs over HTTP, until a signal ends it; then requests under way finish and the storage is closed. */
export async function serveCommand(options: ServeOptions, terminal: Terminal): Promise<void> {
  const given = givenAdminKey(terminal.environment["PROMPTLEDGER_API_KEY"]);
  const secretsKey = givenSecretsKey(terminal.environment["PROMPTLEDGER_SECRETS_KEY"]);
  const secrets = providerSecrets(secretsKey);
  const ports = { models: openAiModels(), ...(secrets === null ? {} : { secrets }) };
  const opened = await openLedger(options, { create: true }, ports);
  try {
    if (options.import !== undefined) await load(options.import, opened, options, terminal);
    await serve(opened, { adminKey: given, secretsKey }, options, terminal);
  } finally {
    await opened.ledger.close();
  }
}

async function load(
  file: string,
  opened: OpenedLedger,
  options: ServeOptions,
  terminal: Terminal,
): Promise<void> {
  const result = await importFile(
    file,
    { ledger: opened.ledger, tenant: options.tenant },
    terminal,
    options.json,
  );
  if (!options.json) terminal.err.write(`${importSummary(result).join("\n")}\n`);
}

async function serve(
  opened: OpenedLedger,
  given: { readonly adminKey: string | null; readonly secretsKey: string | null },
  options: ServeOptions,
  terminal: Terminal,
): Promise<void> {
  const stopped = untilSignal();
  const tokenKey = await signingKey(given.secretsKey, opened.store.records);
  const handler = handlerOf(opened, tokenKey, options, terminal);
  const server = await listen(options.verbose ? withRequestLog(handler, terminal.err) : handler, options);
  try {
    // Only now, for a key made before a start that fails would be stored and never shown.
    const adminKey = await ensureAdminKey(opened.ledger.keys, options.tenant, given.adminKey, Date.now());
    const { total } = await opened.tenantLedger.prompts.find({ page: { number: 1, size: 1 } });
    const { tenant } = options;
    const { forgets, shown: storage } = opened;
    const greeting = {
      url: server.url,
      version: packageVersion(),
      storage,
      forgets,
      tenant,
      adminKey,
      prompts: total,
    };
    answer(terminal, options.json, greetingDocument(greeting), () => greetingLines(greeting));
    await stopped;
  } finally {
    await server.close();
  }
}

function handlerOf(
  { ledger, store }: OpenedLedger,
  tokenKey: Uint8Array,
  options: ServeOptions,
  terminal: Terminal,
): Handler {
  const publicUrl = options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl };
  const onError = (error: unknown, { method, url }: Request): void => {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.err.write(`${method} ${new URL(url).pathname} failed: ${told}\n`);
  };
  const respan = respanApi(ledger, {
    authenticate: authenticateByKey(ledger.keys),
    environment: options.environment,
    ...publicUrl,
    onError,
  });
  const tokens = orkesTokens(ledger, { signingKey: tokenKey });
  const orkes = orkesApi(ledger, {
    authenticate: tokens.authenticate,
    tokens,
    ...(options.deployOnSave ? { deployOnSave: options.environment } : {}),
    onError,
  });
  const checkHealth = async (): Promise<void> => {
    await store.records.get("_server", "api-key", ["health"]);
  };
  return serverRoutes({ respan, orkes, checkHealth, version: packageVersion() });
}

function greetingDocument({ adminKey, ...rest }: Parameters<typeof greetingLines>[0]): object {
  const secret = adminKey.status === "made" ? adminKey.secret : null;
  return {
    ...rest,
    respan: `${rest.url}/respan/api/prompts/`,
    orkes: `${rest.url}/orkes/api/prompts`,
    adminKey: { status: adminKey.status, secret },
  };
}
