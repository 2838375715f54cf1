import { z } from "zod";
import { subjectsOf } from "../access/actor.ts";
import type { AccessTarget } from "../access/grant.ts";
import { modelName, PERMISSIONS, WHOLE_TENANT } from "../access/grant.ts";
import { isTrusted } from "../authorization/policy.ts";
import { ACCESS_STREAM } from "../access/state.ts";
import { compareText } from "../catalog/evaluate.ts";
import type { Decision } from "../decider.ts";
import { accept } from "../decider.ts";
import type { IntegrationCommand } from "../integration/commands.ts";
import { integrationCommandSchema } from "../integration/commands.ts";
import { isSecret } from "../integration/configuration.ts";
import { decideIntegration, noIntegration } from "../integration/decide.ts";
import type { IntegrationState } from "../integration/state.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import { latestCommitted } from "../prompt/state.ts";
import { LedgerError } from "../errors.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import { parse } from "../validation/parse.ts";
import { authorizeTarget, resourceOf } from "../authorization/authorize.ts";
import type { Engine, Session } from "../read/engine.ts";
import type { Integrations } from "./integration-facade.ts";
import { integrationView, modelView } from "../read/integration-views.ts";
import { testModel } from "./model-test.ts";
import type { TenantWriteOptions } from "./options.ts";
import { readPrompt, requireAlive } from "../read/read-prompt.ts";
import { rejectionError } from "../write/refusals.ts";
import type { TenantState } from "../read/tenant-streams.ts";
import type { TenantEvent } from "./tenant-write.ts";
import { writeTenant } from "./tenant-write.ts";
import type { Written } from "../read/views.ts";
import { loadWorkspace } from "../read/load.ts";
import type { Writer } from "./writer.ts";

const listSchema = z.strictObject({ category: z.string().optional(), activeOnly: z.boolean().optional() });

/** The calls on integrations and their models. */
export function integrationsOf(engine: Engine, session: Session, write: Writer): Integrations {
  const { tenant, actor } = session;

  async function look(): Promise<TenantState> {
    const tenantStreams = [ACCESS_STREAM, INTEGRATIONS_STREAM] as const;
    return (await loadWorkspace(engine, tenant, { tenantStreams })).tenant;
  }

  const mayRead =
    (state: TenantState) =>
    (target: AccessTarget): boolean =>
      engine.policy.allows(actor, "READ", resourceOf(tenant, state.access, target));

  async function change<View extends object>(
    given: IntegrationCommand,
    view: (state: TenantState) => View,
    options?: TenantWriteOptions,
  ): Promise<Written<View>> {
    const command = parse(integrationCommandSchema, given, (field) => field.replace(/^input\./u, ""));
    return writeTenant(
      engine,
      session,
      { input: withoutSecrets(command), decide: (state) => decide(engine, session, command, state), view },
      options,
    );
  }

  return {
    save: (name, input, options) =>
      change(
        { type: "SaveIntegration", name, input },
        (state) => integrationView(existing(state, name), mayRead(state)),
        options,
      ),
    async get(name) {
      const state = await look();
      const integration = existing(state, name);
      authorizeTarget(engine, session, state.access, "READ", { integration: name });
      return integrationView(integration, mayRead(state));
    },
    async list(options = {}) {
      const { category, activeOnly = false } = parse(listSchema, options);
      const state = await look();
      const readable = mayRead(state);
      return deepFreeze(
        Object.values(state.integrations.integrations)
          .filter((one) => category === undefined || one.category === category)
          .filter((one) => !activeOnly || one.enabled)
          .filter((one) => readable({ integration: one.name }))
          .sort((left, right) => compareText(left.name, right.name))
          .map((one) => integrationView(one, readable)),
      );
    },
    delete: (name, options) => change({ type: "DeleteIntegration", name }, () => ({ name }), options),
    saveModel: (name, model, input, options) =>
      change(
        { type: "SaveModel", name, model, input },
        (state) => modelView(existing(state, name), model),
        options,
      ),
    async getModel(name, model) {
      const state = await look();
      const view = modelView(existing(state, name), model);
      authorizeTarget(engine, session, state.access, "READ", { integration: name, model });
      return view;
    },
    deleteModel: (name, model, options) =>
      change({ type: "DeleteModel", name, model }, () => ({ integration: name, name: model }), options),
    async associate(name, model, prompt, options) {
      const stream = requireAlive(await readPrompt(engine, session, prompt, { permission: "READ" }));
      const number = latestCommitted(stream.prompt);
      if (number === 0)
        throw new LedgerError("version-not-found", `the prompt ${stream.prompt.id} has no committed version`);
      const associate = modelName(name, model);
      const edit = { type: "EditVersion", prompt: stream.prompt.id, number, changes: {}, associate } as const;
      return write(edit, options);
    },
    test: (input) => testModel(engine, session, input),
  };
}

function existing({ integrations: { integrations } }: TenantState, name: string): IntegrationState {
  const integration = own(integrations, name);
  if (integration === undefined) throw rejectionError(noIntegration(name).rejection);
  return integration;
}

/** Whether the actor may, and what follows: of an integration also for the grants on it. */
function decide(
  engine: Engine,
  session: Session,
  command: IntegrationCommand,
  state: TenantState,
): Decision<TenantEvent> {
  const { actor } = session;
  const present = own(state.integrations.integrations, command.name);
  if (present === undefined && command.type !== "SaveIntegration") return noIntegration(command.name);
  const isNew = present === undefined;
  const target = targetOf(command, present);
  authorizeTarget(
    engine,
    session,
    state.access,
    isNew ? "CREATE" : command.type.startsWith("Delete") ? "DELETE" : "UPDATE",
    isNew ? WHOLE_TENANT : target,
  );
  const decision = decideIntegration(command, state.integrations, engine.secrets);
  if (decision.status === "rejected") return decision;
  const events: TenantEvent[] = [...decision.events];
  const [subject] = subjectsOf(actor);
  if (isNew && !isTrusted(actor) && subject !== undefined)
    events.push({ type: "AccessGranted", data: { target, subject, permissions: PERMISSIONS } });
  // Whoever makes one of that name again begins without the grants of before.
  if (command.type.startsWith("Delete")) events.push(...revocations(target, state));
  return accept(...events);
}

/** What a command needs a permission on: the model if there is one, else the integration. */
function targetOf(command: IntegrationCommand, integration: IntegrationState | undefined): AccessTarget {
  const { name } = command;
  if (!("model" in command) || own(integration?.models ?? {}, command.model) === undefined)
    return { integration: name };
  return { integration: name, model: command.model };
}

/** The end of all grants on an integration and its models, or on one model. */
function revocations(ended: AccessTarget, { access }: TenantState): readonly TenantEvent[] {
  return Object.values(access.targets).flatMap(({ target, grants }) =>
    isWithin(target, ended)
      ? grants.map((grant) => ({ type: "AccessRevoked" as const, data: { target, ...grant } }))
      : [],
  );
}

function isWithin(target: AccessTarget, ended: AccessTarget): boolean {
  if (!("integration" in target && "integration" in ended)) return false;
  if (target.integration !== ended.integration) return false;
  return ended.model === undefined || target.model === ended.model;
}

/** A command as its id's fingerprint sees it: a hash of a weak secret could be guessed. */
function withoutSecrets(command: IntegrationCommand): object {
  if (!("input" in command) || command.input.configuration === undefined) return command;
  const shown = Object.entries(command.input.configuration).map(([field, value]) => [
    field,
    isSecret(field, value) ? null : value,
  ]);
  return { ...command, input: { ...command.input, configuration: shown } };
}
