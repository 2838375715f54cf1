import type { JsonObject } from "../validation/json.ts";

/** Values that were sealed with the host's key, by the name of the field; never in the clear in an event. */
export interface SealedValues {
  readonly [field: string]: string;
}

/** What an integration or a model can be told beside its name. */
export interface Settings {
  readonly description: string | null;
  readonly enabled: boolean;
  /** The fields that are no secret. */
  readonly configuration: JsonObject;
  /** The fields that are. */
  readonly secrets: SealedValues;
}

/** An integration came to be: a provider of models. */
export interface IntegrationCreated {
  readonly type: "IntegrationCreated";
  readonly data: Settings & { readonly name: string; readonly type: string; readonly category: string };
}

/** An integration was edited. Only the fields that changed are here; a configuration is whole. */
export interface IntegrationEdited {
  readonly type: "IntegrationEdited";
  readonly data: Partial<Settings> & { readonly name: string; readonly category?: string };
}

/** An integration was deleted, with its models. */
export interface IntegrationDeleted {
  readonly type: "IntegrationDeleted";
  readonly data: { readonly name: string };
}

/** A model of an integration came to be. */
export interface ModelAdded {
  readonly type: "ModelAdded";
  readonly data: Settings & { readonly integration: string; readonly model: string };
}

/** A model was edited. Only the fields that changed are here; a configuration is whole. */
export interface ModelEdited {
  readonly type: "ModelEdited";
  readonly data: Partial<Settings> & { readonly integration: string; readonly model: string };
}

/** A model of an integration was removed. */
export interface ModelRemoved {
  readonly type: "ModelRemoved";
  readonly data: { readonly integration: string; readonly model: string };
}

/** What can happen in a tenant's stream `integrations`. */
export type IntegrationEvent =
  | IntegrationCreated
  | IntegrationEdited
  | IntegrationDeleted
  | ModelAdded
  | ModelEdited
  | ModelRemoved;
