import type { Decider } from "../decider.ts";
import type { IntegrationCommand } from "./commands.ts";
import type { IntegrationContext } from "./decide.ts";
import { decideIntegration } from "./decide.ts";
import type { IntegrationEvent } from "./events.ts";
import { evolveIntegrations } from "./evolve.ts";
import type { IntegrationsState } from "./state.ts";
import { initialIntegrations } from "./state.ts";

/** A tenant's integrations: providers of models, and their models. */
export const integrationDecider: Decider<
  IntegrationCommand,
  IntegrationsState,
  IntegrationEvent,
  IntegrationContext
> = {
  initialState: initialIntegrations,
  decide: decideIntegration,
  evolve: evolveIntegrations,
};
