import type { AccessTarget } from "../access/grant.ts";
import type { AccessState, ApplicationState } from "../access/state.ts";
import type { Authorship } from "../authorship.ts";
import { compareText } from "../catalog/evaluate.ts";
import { rejectionError } from "../decider.ts";
import { LedgerError } from "../errors.ts";
import { noIntegration, noModel } from "../integration/decider.ts";
import type { Settings } from "../integration/events.ts";
import type { ResourceTag } from "../integration/resource-tag.ts";
import type { IntegrationState, IntegrationsState, ModelState } from "../integration/state.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";

/** The fields that integrations and models share. Times are UTC, in integer milliseconds. */
interface Shown extends Omit<Settings, "secrets">, Authorship {
  /** Never changes. A model has 1 to 150 characters; an integration at most 100, without a colon. */
  readonly name: string;
  /** The names of the secrets in the configuration. Their values are never shown. */
  readonly secrets: readonly string[];
  /** In the order in which they were added. They give nobody a permission. */
  readonly tags: readonly ResourceTag[];
}

/** A model of an integration. */
export interface Model extends Shown {
  /** The name of the integration that it belongs to. */
  readonly integration: string;
}

/** A provider of models. */
export interface Integration extends Shown {
  /** The type of the provider, e.g. `openai`. */
  readonly type: string;
  /** E.g. `AI_MODEL`. */
  readonly category: string;
  /** The models that the actor may READ, ordered by name. */
  readonly models: readonly Model[];
}

/** The view of an integration: only the names of its secrets, and only the models that may be read. */
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

/** The view of a model. Throws `integration-not-found`. */
export function modelView(integration: IntegrationState, name: string): Model {
  const model = own(integration.models, name);
  if (model === undefined) throw rejectionError(noModel(integration.name, name));
  return shownModel(integration, model);
}

function shownModel({ name: integration }: IntegrationState, model: ModelState): Model {
  return deepFreeze({ ...model, integration, secrets: Object.keys(model.secrets) });
}

/** An existing integration. Throws `integration-not-found`. */
export function existingIntegration({ integrations }: IntegrationsState, name: string): IntegrationState {
  const integration = own(integrations, name);
  if (integration === undefined) throw rejectionError(noIntegration(name));
  return integration;
}

/** An application: a caller that is not a person. Its actor id is `app:` followed by its id. */
export type Application = Omit<ApplicationState, "deleted">;

/** The view of an application. Throws `application-not-found`. */
export function applicationView(access: AccessState, id: string): Application {
  const found = own(access.applications, id);
  if (found === undefined || found.deleted)
    throw new LedgerError("application-not-found", `there is no application with the id ${id}`);
  return shownApplication(found);
}

/** The view of an application, deleted or not. */
export function shownApplication({ deleted: _deleted, ...application }: ApplicationState): Application {
  return deepFreeze({ ...application });
}
