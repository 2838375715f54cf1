import * as z from "zod";
import type { AccessTarget } from "../access/grant.ts";
import { authorizeTarget, resourceOf } from "../authorization/authorize.ts";
import { compareText } from "../catalog/evaluate.ts";
import type { At } from "../history/moment.ts";
import type { IntegrationCommands, SettingsInput } from "../integration/commands.ts";
import { integrationNameSchema, modelNameSchema } from "../integration/names.ts";
import { callShape } from "../ports/call-options.ts";
import type { ReadOptions } from "../read/options.ts";
import { readSchema } from "../read/options.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { SeenTenant } from "../read/tenant-at.ts";
import { loadTenantAt } from "../read/tenant-at.ts";
import type { Integration, Model } from "../read/tenant-views.ts";
import { existingIntegration, integrationView, modelView } from "../read/tenant-views.ts";
import type { Written } from "../read/views.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { parseField, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { TenantWriteOptions } from "../write/options.ts";
import type { ModelTest } from "./model-test.ts";
import { testModel } from "./model-test.ts";
import type { LedgerSession } from "./session.ts";
import type { Writer } from "./writer.ts";

/**
 * Integrations: providers of models, and their models. Creating one needs a grant of CREATE on the tenant, and gives all permissions on it.
 * Changing one needs UPDATE, deleting DELETE, and everything else READ, today also for reads of the past; otherwise calls throw `forbidden`. A missing one throws
 * `integration-not-found`. Writes are atomic and idempotent, like those of `Prompts`. The fingerprint of a command does not cover secrets.
 */
export interface Integrations {
  /**
   * Creates or updates an integration. `SECRET_MASK` keeps a stored secret; with another address, it throws `invalid-input`, and the secret
   * must be given again. Throws `secrets-unavailable` for a secret that cannot be sealed.
   */
  save(
    name: string,
    input: IntegrationCommands["SaveIntegration"]["input"],
    options?: TenantWriteOptions,
  ): Promise<Written<Integration>>;
  /** Reads an integration, with the models that the actor may READ. */
  get(name: string, options?: ReadOptions): Promise<Integration>;
  /** The integrations that the actor may READ, ordered by name. */
  list(
    options?: ReadOptions & { readonly category?: string; readonly activeOnly?: boolean },
  ): Promise<readonly Integration[]>;
  /** Deletes an integration with its models and the grants on them. */
  delete(name: string, options?: TenantWriteOptions): Promise<Written<Pick<Integration, "name">>>;
  /** Creates or updates a model, under the same rules for secrets. */
  saveModel(
    name: string,
    model: string,
    input: SettingsInput,
    options?: TenantWriteOptions,
  ): Promise<Written<Model>>;
  /** Reads a model. */
  getModel(name: string, model: string, options?: ReadOptions): Promise<Model>;
  /** Deletes a model and the grants on it. */
  deleteModel(
    name: string,
    model: string,
    options?: TenantWriteOptions,
  ): Promise<Written<Pick<Model, "integration" | "name">>>;
  /**
   * Renders a template, calls the model, and returns its text. Nothing is stored. Throws `models-unavailable`, `model-call-failed`,
   * `template-invalid`, `variables-mismatch`.
   */
  test(input: ModelTest): Promise<{ readonly text: string }>;
}

const listSchema: z.ZodType<NonNullable<Parameters<Integrations["list"]>[0]>> = schemaFor(
  z.strictObject({
    ...callShape,
    at: z.custom<At>().optional(),
    category: z.string().optional(),
    activeOnly: z.boolean().optional(),
  }),
);

/** The calls on integrations and their models. */
export function integrationsOf(session: LedgerSession, write: Writer): Integrations {
  const { tenant, actor } = session;

  const look = ({ at, signal }: ReadOptions): Promise<SeenTenant> =>
    loadTenantAt(sessionUntil(session, signal), at);

  const mayRead =
    ({ now: { access } }: SeenTenant) =>
    (target: AccessTarget): boolean =>
      session.policy.allows(actor, "READ", resourceOf(tenant, access, target));

  return {
    save: (name, input, options) => write({ type: "SaveIntegration", name, input }, options),
    async get(given, options) {
      const name = parseField("name", integrationNameSchema, given);
      const state = await look(parseOptions(readSchema, options));
      const integration = existingIntegration(state.seen.integrations, name);
      authorizeTarget(session, state.now.access, "READ", { integration: name });
      return integrationView(integration, mayRead(state));
    },
    async list(options) {
      const { category, activeOnly = false, ...reading } = parseOptions(listSchema, options);
      const state = await look(reading);
      const readable = mayRead(state);
      return deepFreeze(
        Object.values(state.seen.integrations.integrations)
          .filter((one) => category === undefined || one.category === category)
          .filter((one) => !activeOnly || one.enabled)
          .filter((one) => readable({ integration: one.name }))
          .sort((left, right) => compareText(left.name, right.name))
          .map((one) => integrationView(one, readable)),
      );
    },
    delete: (name, options) => write({ type: "DeleteIntegration", name }, options),
    saveModel: (name, model, input, options) => write({ type: "SaveModel", name, model, input }, options),
    async getModel(givenName, givenModel, options) {
      const name = parseField("name", integrationNameSchema, givenName);
      const model = parseField("model", modelNameSchema, givenModel);
      const state = await look(parseOptions(readSchema, options));
      const view = modelView(existingIntegration(state.seen.integrations, name), model);
      authorizeTarget(session, state.now.access, "READ", { integration: name, model });
      return view;
    },
    deleteModel: (name, model, options) => write({ type: "DeleteModel", name, model }, options),
    test: (input) => testModel(session, input),
  };
}
