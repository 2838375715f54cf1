import type { EventOf } from "../decider.ts";
import type { RedactionEvents } from "../event-redacted.ts";
import type { JsonObject } from "../validation/json.ts";
import type { ResourceTag } from "./resource-tag.ts";

/** Values that were sealed with the host's key, by field. An event never contains them in plain text. */
export interface SealedValues {
  readonly [field: string]: string;
}

/** The settings of an integration or a model. */
export interface Settings {
  /** Up to 10,000 characters; null for none. */
  readonly description: string | null;
  /** Whether models may be called. Only `integrations.test` calls them. */
  readonly enabled: boolean;
  /** The public fields. */
  readonly configuration: JsonObject;
  /** The secret fields, sealed. */
  readonly secrets: SealedValues;
}

/** An event on an integration. */
interface OfIntegration {
  /** The name of the integration. */
  readonly name: string;
}

/** An event on a model. */
interface OfModel {
  /** The name of the integration. */
  readonly integration: string;
  /** The name of the model in it. */
  readonly model: string;
}

/** An event on the tags of an integration or a model. */
interface OfTags {
  /** At least one. */
  readonly tags: readonly ResourceTag[];
}

/** What can happen in a tenant's stream `integrations`, by the type of the event. */
export interface IntegrationEvents extends RedactionEvents {
  /** An integration came to be: a provider of models. */
  readonly IntegrationCreated: Settings &
    OfIntegration & {
      /** The type of the provider, e.g. `openai`. It never changes. */
      readonly type: string;
      /** E.g. `AI_MODEL`. */
      readonly category: string;
    };
  /** An integration was edited. Only the fields that changed are here; a configuration is whole. */
  readonly IntegrationEdited: Partial<Settings> &
    OfIntegration & {
      /** E.g. `AI_MODEL`. */
      readonly category?: string;
    };
  /** An integration was deleted, with its models. */
  readonly IntegrationDeleted: OfIntegration;
  /** An integration was tagged. Only the tags that it did not have are here. */
  readonly IntegrationTagged: OfIntegration & OfTags;
  /** Tags were taken off an integration. Only those that it had are here. */
  readonly IntegrationUntagged: OfIntegration & OfTags;
  /** A model of an integration came to be. */
  readonly ModelAdded: Settings & OfModel;
  /** A model was edited. Only the fields that changed are here; a configuration is whole. */
  readonly ModelEdited: Partial<Settings> & OfModel;
  /** A model of an integration was removed. */
  readonly ModelRemoved: OfModel;
  /** A model was tagged. Only the tags that it did not have are here. */
  readonly ModelTagged: OfModel & OfTags;
  /** Tags were taken off a model. Only those that it had are here. */
  readonly ModelUntagged: OfModel & OfTags;
}

/** What can happen in a tenant's stream `integrations`. */
export type IntegrationEvent<Type extends keyof IntegrationEvents = keyof IntegrationEvents> = EventOf<
  IntegrationEvents,
  Type
>;
