import type { SaveIntegration, SettingsInput } from "../integration/commands.ts";
import type { Settings } from "../integration/events.ts";
import type { ModelCall } from "../ports/models.ts";
import type { JsonObject } from "../validation/json.ts";
import type { TemplateSyntax } from "../version/content.ts";
import type { PromptRef, TenantWriteOptions, WriteOptions } from "./options.ts";
import type { Version, Written } from "../read/views.ts";

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

/** A prompt to try out on a model; it need not be stored. */
export interface ModelTest
  extends Pick<ModelCall, "temperature" | "topP" | "maxTokens" | "stopWords" | "responseFormat" | "signal"> {
  readonly integration: string;
  readonly model: string;
  /** The template, sent as one message of the user. */
  readonly prompt: string;
  readonly variables?: JsonObject;
  /** Default: `dollar`. */
  readonly templateSyntax?: TemplateSyntax;
}

/**
 * Integrations: providers of models, and their models. Making one needs CREATE on the tenant, and gives all permissions on it; changing one
 * UPDATE, deleting DELETE, anything else READ. Throws `integration-not-found`.
 */
export interface Integrations {
  /** Makes an integration, or tells the one that is there otherwise. `secrets-unavailable` for a secret that cannot be sealed. */
  save(
    name: string,
    input: SaveIntegration["input"],
    options?: TenantWriteOptions,
  ): Promise<Written<Integration>>;
  get(name: string): Promise<Integration>;
  /** Those that one may READ, ordered by name. */
  list(options?: {
    readonly category?: string;
    readonly activeOnly?: boolean;
  }): Promise<readonly Integration[]>;
  /** Deletes it with its models and the grants on them. */
  delete(name: string, options?: TenantWriteOptions): Promise<Written<Pick<Integration, "name">>>;
  saveModel(
    name: string,
    model: string,
    input: SettingsInput,
    options?: TenantWriteOptions,
  ): Promise<Written<Model>>;
  getModel(name: string, model: string): Promise<Model>;
  deleteModel(
    name: string,
    model: string,
    options?: TenantWriteOptions,
  ): Promise<Written<Pick<Model, "integration" | "name">>>;
  /** Associates a model with the latest committed version of a prompt, which is not reopened (rule X7). */
  associate(
    name: string,
    model: string,
    prompt: PromptRef,
    options?: WriteOptions,
  ): Promise<Written<Version>>;
  /** Renders a template, calls the model, and answers its text. `models-unavailable` or `model-call-failed`. */
  test(input: ModelTest): Promise<{ readonly text: string }>;
}
