import type { EventOf } from "../decider.ts";
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

/** What can happen in a tenant's stream `integrations`, by the type of the event. */
export interface IntegrationEvents {
  /** An integration came to be: a provider of models. */
  readonly IntegrationCreated: Settings & {
    readonly name: string;
    readonly type: string;
    readonly category: string;
  };
  /** An integration was edited. Only the fields that changed are here; a configuration is whole. */
  readonly IntegrationEdited: Partial<Settings> & { readonly name: string; readonly category?: string };
  /** An integration was deleted, with its models. */
  readonly IntegrationDeleted: { readonly name: string };
  /** An integration was tagged. Only the tags that it did not have are here. */
  readonly IntegrationTagged: { readonly name: string; readonly tags: readonly ResourceTag[] };
  /** Tags were taken off an integration. Only those that it had are here. */
  readonly IntegrationUntagged: { readonly name: string; readonly tags: readonly ResourceTag[] };
  /** A model of an integration came to be. */
  readonly ModelAdded: Settings & { readonly integration: string; readonly model: string };
  /** A model was edited. Only the fields that changed are here; a configuration is whole. */
  readonly ModelEdited: Partial<Settings> & { readonly integration: string; readonly model: string };
  /** A model of an integration was removed. */
  readonly ModelRemoved: { readonly integration: string; readonly model: string };
  /** A model was tagged. Only the tags that it did not have are here. */
  readonly ModelTagged: {
    readonly integration: string;
    readonly model: string;
    readonly tags: readonly ResourceTag[];
  };
  /** Tags were taken off a model. Only those that it had are here. */
  readonly ModelUntagged: {
    readonly integration: string;
    readonly model: string;
    readonly tags: readonly ResourceTag[];
  };
}

/** What can happen in a tenant's stream `integrations`. */
export type IntegrationEvent<Type extends keyof IntegrationEvents = keyof IntegrationEvents> = EventOf<
  IntegrationEvents,
  Type
>;
