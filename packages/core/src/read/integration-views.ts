import type { AccessTarget } from "../access/grant.ts";
import { compareText } from "../catalog/evaluate.ts";
import { noIntegration, noModel } from "../integration/decider.ts";
import type { Settings } from "../integration/events.ts";
import type { IntegrationState, IntegrationsState, ModelState } from "../integration/state.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import { rejectionError } from "./rejection-error.ts";

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
