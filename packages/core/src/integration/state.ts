import type { Authorship } from "../authorship.ts";
import type { Settings } from "./events.ts";
import type { ResourceTag } from "./resource-tag.ts";

/** The stream of a tenant's integrations. */
export const INTEGRATIONS_STREAM = "integrations";

/** What may be tagged. */
interface Tagged {
  /** In the order in which they were added. They give nobody a permission. */
  readonly tags: readonly ResourceTag[];
}

/** A model of an integration. */
export interface ModelState extends Settings, Tagged, Authorship {
  /** 1 to 150 characters. It never changes. */
  readonly name: string;
}

/** A provider of models. */
export interface IntegrationState extends Settings, Tagged, Authorship {
  /** 1 to 100 characters, without a colon. It never changes. */
  readonly name: string;
  /** The type of the provider, e.g. `openai`. It never changes. */
  readonly type: string;
  /** E.g. `AI_MODEL`. */
  readonly category: string;
  /** By name. */
  readonly models: { readonly [name: string]: ModelState };
}

/** A tenant's integrations, by name. */
export interface IntegrationsState {
  readonly integrations: { readonly [name: string]: IntegrationState };
}

/** A tenant's integrations before the first event. */
export const initialIntegrations: IntegrationsState = Object.freeze({ integrations: Object.freeze({}) });
