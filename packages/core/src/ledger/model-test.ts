import * as z from "zod";
import { ACCESS_STREAM } from "../access/state.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import { LedgerError } from "../errors.ts";
import { openConfiguration } from "../integration/configuration.ts";
import type { Settings } from "../integration/events.ts";
import { integrationNameSchema, modelNameSchema } from "../integration/names.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import { callShape } from "../ports/call-options.ts";
import type { ModelCall } from "../ports/models.ts";
import type { Secrets } from "../ports/secrets.ts";
import { abortedError, untilAborted } from "../ports/until-aborted.ts";
import { loadWorkspace } from "../read/load.ts";
import { sessionUntil } from "../read/session-until.ts";
import { existingIntegration } from "../read/tenant-views.ts";
import type { JsonObject } from "../validation/json.ts";
import { jsonArray, jsonObject, text } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import { invalidInput, parse } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Message, TemplateSyntax } from "../version/content.ts";
import type { LedgerSession } from "./session.ts";

/** A prompt to test on a model. It does not need to be stored. */
export interface ModelTest
  extends Pick<ModelCall, "temperature" | "topP" | "maxTokens" | "stopWords" | "responseFormat" | "signal"> {
  /** The name of the integration. It must be enabled. */
  readonly integration: string;
  /** The name of the model. It need not be entered in the integration; if it is, it must be enabled. */
  readonly model: string;
  /** The template, sent as one user message. */
  readonly prompt: string;
  /** The value of each variable by its name. Default: none. */
  readonly variables?: JsonObject;
  /** Default: `dollar`. */
  readonly templateSyntax?: TemplateSyntax;
  /** How the template is rendered; `lenient` leaves placeholders without a value as they are. Default: `strict`. */
  readonly mode?: "strict" | "lenient";
}

const testSchema: z.ZodType<ModelTest> = schemaFor(
  z.strictObject({
    integration: integrationNameSchema,
    model: modelNameSchema,
    prompt: text(1_000_000, 1),
    variables: jsonObject.optional(),
    templateSyntax: z.enum(["mustache", "dollar", "jinja"]).optional(),
    mode: z.enum(["strict", "lenient"]).optional(),
    temperature: z.number().min(0).max(2).optional(),
    topP: z.number().min(0).max(1).optional(),
    maxTokens: z.int().min(1).optional(),
    stopWords: jsonArray(text(1000, 1), 100).optional(),
    responseFormat: z.enum(["text", "json"]).optional(),
    ...callShape,
  }),
);

const NO_SETTINGS: Settings = { description: null, enabled: true, configuration: {}, secrets: {} };

/** Tries a template out on a model that one may READ; the provider's secrets are opened for the call alone. */
export async function testModel(given: LedgerSession, test: ModelTest): Promise<{ readonly text: string }> {
  const input = parse(testSchema, test, (field) => (field === "" ? "test" : field));
  const {
    integration,
    model,
    prompt: _prompt,
    variables: _variables,
    templateSyntax: _syntax,
    mode: _mode,
    signal: ownSignal,
    ...rest
  } = input;
  const session = sessionUntil(given, ownSignal);
  const { signal, models } = session;
  const tenantStreams = [ACCESS_STREAM, INTEGRATIONS_STREAM] as const;
  const { tenant: state } = await loadWorkspace(session, { tenantStreams });
  const provider = existingIntegration(state.integrations, integration);
  authorizeTarget(session, state.access, "READ", { integration, model });
  // A model need not be entered to be tried; one that is entered may be switched off.
  const settings = own(provider.models, model) ?? NO_SETTINGS;
  if (!provider.enabled || !settings.enabled)
    throw invalidInput([{ field: "integration", message: `${integration}:${model} is switched off` }]);
  if (models === null)
    throw new LedgerError("models-unavailable", "this ledger cannot call models; pass createLedger `models`");
  const { name, type, category } = provider;
  const call: ModelCall = {
    ...rest,
    ...(signal === undefined ? {} : { signal }),
    provider: { name, type, category, configuration: opened(provider, session.secrets) },
    model: { name: model, configuration: opened(settings, session.secrets) },
    messages: messagesOf(session, input),
  };
  return untilAborted(signal, "reads", () => models.complete(call)).catch((error: unknown) => {
    throw signal?.aborted === true ? abortedError("reads") : error;
  });
}

function messagesOf(
  { templates }: LedgerSession,
  { prompt, variables = {}, templateSyntax = "dollar", mode = "strict" }: ModelTest,
): readonly Message[] {
  const content = { messages: [{ role: "user", content: prompt }], templateSyntax };
  return templates.render(content, null, variables, { mode }).messages;
}

function opened(settings: Settings, secrets: Secrets | null): JsonObject {
  if (Object.keys(settings.secrets).length === 0) return settings.configuration;
  if (secrets === null)
    throw new LedgerError(
      "secrets-unavailable",
      "the integration holds a secret, and this ledger was given no key to open it with; pass createLedger `secrets`",
    );
  return openConfiguration(settings, secrets);
}
