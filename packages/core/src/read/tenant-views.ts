import type { AccessTarget } from "../access/grant.ts";
import type { AccessState, ApplicationState } from "../access/state.ts";
import { compareText } from "../catalog/evaluate.ts";
import { rejectionError } from "../decider.ts";
import { LedgerError } from "../errors.ts";
import { noIntegration, noModel } from "../integration/decider.ts";
import type { Settings } from "../integration/events.ts";
import type { IntegrationState, IntegrationsState, ModelState } from "../integration/state.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";

/** What an integration and a model have in common. Times are UTC, in integer milliseconds. */
interface Shown extends Omit<Settings, "secrets"> {
  readonly name: string;
  /** The names of the configuration's secrets, which nobody is shown. */
  readonly secrets: readonly string[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** A model of an integration. */
export interface Model extends Shown {
  readonly integration: string;
}

/** A provider of models. */
export interface Integration extends Shown {
  /** What it is, e.g. `openai`. */
  readonly type: string;
  /** E.g. `AI_MODEL`. */
  readonly category: string;
  /** Those that one may READ, ordered by name. */
  readonly models: readonly Model[];
}

/** An integration for those who read: its secrets by their names alone, and of its models those that may be read. */
export function integrationView(
  state: IntegrationState,
  readable: (target: AccessTarget) => boolean,
): Integration {
  const models = Object.values(state.models)
    .filter(({ name }) => readable({ integration: state.name, model: name }))
    .sort((left, right) => compareText(left.name, right.name))
    .map((model) => shownModel(state, model));
  return deepFreeze({ ...state, secrets: Object.keys(state.secrets), models });
}

/** A model for those who read; throws `integration-not-found`. */
export function modelView(integration: IntegrationState, name: string): Model {
  const model = own(integration.models, name);
  if (model === undefined) throw rejectionError(noModel(integration.name, name));
  return shownModel(integration, model);
}

function shownModel({ name: integration }: IntegrationState, model: ModelState): Model {
  return deepFreeze({ ...model, integration, secrets: Object.keys(model.secrets) });
}

/** An integration that there is; throws `integration-not-found`. */
export function existingIntegration({ integrations }: IntegrationsState, name: string): IntegrationState {
  const integration = own(integrations, name);
  if (integration === undefined) throw rejectionError(noIntegration(name));
  return integration;
}

/** An application: a caller that is no person. Its actor's id is `app:` and its own. */
export type Application = Omit<ApplicationState, "deleted">;

/** A living application for those who read; throws `application-not-found`. */
export function applicationView(access: AccessState, id: string): Application {
  const found = own(access.applications, id);
  if (found === undefined || found.deleted)
    throw new LedgerError("application-not-found", `there is no application with the id ${id}`);
  return shownApplication(found);
}

/** An application for those who read, deleted or not. */
export function shownApplication({ deleted: _deleted, ...application }: ApplicationState): Application {
  return deepFreeze({ ...application });
}
