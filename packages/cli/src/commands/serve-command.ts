import type { FetchHandler } from "@promptledger/http";
import { orkesApi, orkesTokens, respanApi } from "@promptledger/http";
import { openAiModels } from "@promptledger/models";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { importFile } from "../import/import-file.ts";
import { importSummary } from "../import/import-summary.ts";
import { proofOptions } from "../proof/proof-options.ts";
import { ensureAdminKey } from "../server/admin-key.ts";
import { authenticateByKey } from "../server/authenticate-by-key.ts";
import { environmentSecret } from "../server/environment-secret.ts";
import { failureText } from "../server/failure-text.ts";
import { greetingDocument, greetingLines } from "../server/greeting.ts";
import { keepTiles } from "../server/keep-tiles.ts";
import { listen } from "../server/listen.ts";
import { logRequests } from "../server/log-requests.ts";
import { serverRoutes } from "../server/server-routes.ts";
import type { ServerSecretsKey } from "../server/server-secrets.ts";
import { providerSecrets, serverSecretsKey, signingKey } from "../server/server-secrets.ts";
import { untilSignal } from "../server/until-signal.ts";
import { withStorage } from "../storage/open-storage.ts";
import type { OpenedLedger } from "../storage/with-ledger.ts";
import { withLedgerOn } from "../storage/with-ledger.ts";
import { packageVersion } from "../terminal/package-version.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";

/** Options of `promptledger serve`. */
export interface ServeOptions extends LedgerOptions {
  readonly host: string;
  readonly port: number;
  readonly environment: string;
  readonly publicUrl?: string;
  readonly deployOnSave: boolean;
  readonly bodyEscapes?: "python";
  readonly allowPrivateAddresses: boolean;
  /** Where the ledger is at home, for checkpoints. Without it, no events are hashed. */
  readonly proofHost?: string;
  readonly verbose: boolean;
}

/** `promptledger serve`: the REST APIs over HTTP, until a signal stops them. Then requests in progress finish and the storage is closed. */
export async function serveCommand(options: ServeOptions, terminal: Terminal): Promise<void> {
  const { tenant, json, allowPrivateAddresses } = options;
  const givenKey = environmentSecret(terminal.environment, "PROMPTLEDGER_API_KEY");
  const givenSecretsKey = environmentSecret(terminal.environment, "PROMPTLEDGER_SECRETS_KEY");
  const models = openAiModels({ allowPrivateAddresses });
  await withStorage(options.store, { create: true }, async (storage) => {
    const key = await serverSecretsKey(givenSecretsKey, storage);
    const { proofHost } = options;
    const ports = {
      models,
      secrets: providerSecrets(key?.text ?? null),
      ...(proofHost !== undefined && { proof: proofOptions({ host: proofHost }, terminal) }),
    };
    await withLedgerOn(storage, options, ports, (opened) => serve(opened, key));
  });

  async function serve(opened: OpenedLedger, key: ServerSecretsKey | null): Promise<void> {
    const { ledger, store, tenantLedger } = opened;
    if (options.import !== undefined) {
      const result = await importFile(options.import, opened, tenant, terminal, json);
      if (!json) terminal.err.write(`${importSummary(result).join("\n")}\n`);
    }
    const stopped = untilSignal();
    const tokenKey = await signingKey(key?.text ?? null, store.records);
    const handler = handlerOf(opened, tokenKey.bytes, options, terminal);
    const server = await listen(options.verbose ? logRequests(handler, terminal.err) : handler, options);
    const stopping = new AbortController();
    const onError = (error: unknown): void =>
      void terminal.err.write(`hashing new events failed: ${failureText(error)}\n`);
    const keeping =
      options.proofHost === undefined ? null : keepTiles(opened, { signal: stopping.signal, onError });
    try {
      // Only now: a key generated before a start that fails would be stored and never shown.
      const adminKey = await ensureAdminKey(ledger.keys, tenant, givenKey, Date.now());
      const { total } = await tenantLedger.prompts.find({ page: { number: 1, size: 1 } });
      const greeting = {
        url: server.url,
        version: packageVersion(),
        storage: opened.shown,
        forgets: opened.inMemory,
        tenant,
        adminKey,
        secretsFile: key?.from === "storage" ? key.file : null,
        tokensEndWithProcess: tokenKey.endsWithProcess || (opened.inMemory && key?.from === "storage"),
        prompts: total,
      };
      answer(terminal, json, greetingDocument(greeting), () => greetingLines(greeting));
      await stopped;
    } finally {
      stopping.abort();
      await keeping;
      await server.close();
    }
  }
}

function handlerOf(
  { ledger }: OpenedLedger,
  tokenKey: Uint8Array,
  { environment, publicUrl, deployOnSave, bodyEscapes }: ServeOptions,
  terminal: Terminal,
): FetchHandler {
  const onError = (error: unknown, { method, url }: Request): void => {
    terminal.err.write(`${method} ${new URL(url).pathname} failed: ${failureText(error)}\n`);
  };
  const authenticate = authenticateByKey(ledger.keys);
  const tokens = orkesTokens(ledger, { signingKey: tokenKey });
  return serverRoutes({
    respan: respanApi(ledger, {
      authenticate,
      environment,
      ...(publicUrl !== undefined && { publicUrl }),
      onError,
    }),
    orkes: orkesApi(ledger, {
      authenticate: tokens.authenticate,
      tokens,
      ...(deployOnSave && { deployOnSave: environment }),
      ...(bodyEscapes && { bodyEscapes }),
      onError,
    }),
    checkHealth: () => ledger.checkHealth(),
    version: packageVersion(),
    onError,
  });
}
