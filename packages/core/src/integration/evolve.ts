import type { Draft } from "immer";
import type { EventContext } from "../decider.ts";
import type { IntegrationEvent } from "./events.ts";
import { tagsWithout } from "./resource-tag.ts";
import type { IntegrationState, IntegrationsState, ModelState } from "./state.ts";

/** Applies one event to a tenant's integrations. */
export function evolveIntegrations(
  { integrations }: Draft<IntegrationsState>,
  event: IntegrationEvent & EventContext,
): void {
  const touched = { updatedAt: event.at, updatedBy: event.actor };
  const made = { createdAt: event.at, createdBy: event.actor, ...touched };
  switch (event.type) {
    case "IntegrationCreated":
      integrations[event.data.name] = { ...event.data, models: {}, tags: [], ...made } as Draft<
        IntegrationsState["integrations"][string]
      >;
      break;
    case "IntegrationEdited":
      Object.assign(integrations[event.data.name] ?? {}, event.data, touched);
      break;
    case "IntegrationDeleted":
      delete integrations[event.data.name];
      break;
    case "ModelAdded": {
      const { integration, model: name, ...settings } = event.data;
      const models = integrations[integration]?.models;
      if (models !== undefined)
        models[name] = { name, ...settings, tags: [], ...made } as Draft<
          IntegrationsState["integrations"][string]["models"][string]
        >;
      break;
    }
    case "ModelEdited": {
      const { integration, model, ...settings } = event.data;
      Object.assign(integrations[integration]?.models[model] ?? {}, settings, touched);
      break;
    }
    case "IntegrationTagged":
    case "IntegrationUntagged":
      evolveTags(integrations[event.data.name], event, touched);
      break;
    case "ModelTagged":
    case "ModelUntagged":
      evolveTags(integrations[event.data.integration]?.models[event.data.model], event, touched);
      break;
    case "ModelRemoved":
      delete integrations[event.data.integration]?.models[event.data.model];
      break;
    case "EventRedacted":
      break;
  }
}

type TagEvent = IntegrationEvent<
  "IntegrationTagged" | "IntegrationUntagged" | "ModelTagged" | "ModelUntagged"
>;

function evolveTags(
  tagged: Draft<ModelState> | Draft<IntegrationState> | undefined,
  { type, data }: TagEvent,
  touched: { readonly updatedAt: number; readonly updatedBy: string },
): void {
  if (tagged === undefined) return;
  if (type === "IntegrationTagged" || type === "ModelTagged") tagged.tags.push(...data.tags);
  else tagged.tags = tagsWithout(tagged.tags, data.tags);
  Object.assign(tagged, touched);
}
