import type { IntegrationEvents } from "../integration/events.ts";
import { added, removed, tagData, tagNames } from "./describe-access-event.ts";
import type { EventDescription } from "./event-description.ts";
import { listed, oneLine } from "./event-description.ts";

type Described = {
  readonly [Type in Exclude<keyof IntegrationEvents, "EventRedacted">]: (
    data: IntegrationEvents[Type],
  ) => EventDescription;
};

/** What the events on integrations and models say. They name the fields that changed, not their values, which may be sealed secrets. */
export const INTEGRATION_EVENTS: Described = {
  IntegrationCreated: ({ name, type, category }) =>
    added(`created the integration ${name} (${oneLine(type)})`, { integration: name, type, category }),
  IntegrationEdited: ({ name, ...changes }) => ({
    phrase: `changed the integration ${name}: ${listed(Object.keys(changes))}`,
    from: null,
    to: { integration: name, fields: Object.keys(changes) },
  }),
  IntegrationDeleted: ({ name }) => removed(`deleted the integration ${name}`, { integration: name }),
  IntegrationTagged: ({ name, tags }) =>
    added(`added ${tagNames(tags)} to the integration ${name}`, { integration: name, tags: tagData(tags) }),
  IntegrationUntagged: ({ name, tags }) =>
    removed(`removed ${tagNames(tags)} from the integration ${name}`, {
      integration: name,
      tags: tagData(tags),
    }),
  ModelAdded: ({ integration, model }) =>
    added(`added the model ${modelText(integration, model)}`, { integration, model }),
  ModelEdited: ({ integration, model, ...changes }) => ({
    phrase: `changed the model ${modelText(integration, model)}: ${listed(Object.keys(changes))}`,
    from: null,
    to: { integration, model, fields: Object.keys(changes) },
  }),
  ModelRemoved: ({ integration, model }) =>
    removed(`removed the model ${modelText(integration, model)}`, { integration, model }),
  ModelTagged: ({ integration, model, tags }) =>
    added(`added ${tagNames(tags)} to the model ${modelText(integration, model)}`, {
      integration,
      model,
      tags: tagData(tags),
    }),
  ModelUntagged: ({ integration, model, tags }) =>
    removed(`removed ${tagNames(tags)} from the model ${modelText(integration, model)}`, {
      integration,
      model,
      tags: tagData(tags),
    }),
};

function modelText(integration: string, model: string): string {
  return oneLine(`${integration}:${model}`);
}
