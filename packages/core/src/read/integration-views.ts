import type { AccessTarget } from "../access/grant.ts";
import { compareText } from "../catalog/evaluate.ts";
import { noModel } from "../integration/decide.ts";
import type { IntegrationState, ModelState } from "../integration/state.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import type { Integration, Model } from "../ledger/integration-facade.ts";
import { rejectionError } from "../write/refusals.ts";

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
  if (model === undefined) throw rejectionError(noModel(integration.name, name).rejection);
  return shownModel(integration, model);
}

function shownModel({ name: integration }: IntegrationState, model: ModelState): Model {
  return deepFreeze({ ...model, integration, secrets: Object.keys(model.secrets) });
}
