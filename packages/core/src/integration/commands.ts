import * as z from "zod";
import type { CommandOf } from "../decider.ts";
import type { JsonObject } from "../validation/json.ts";
import { jsonObject, text } from "../validation/json.ts";
import type { CommandSchemas } from "../validation/parse.ts";
import { commandSchemas } from "../validation/parse.ts";
import { integrationNameSchema, modelNameSchema } from "./names.ts";
import type { GivenTag } from "./resource-tag.ts";
import { givenTagsSchema } from "./resource-tag.ts";

/** The input for an integration or a model. Absent fields stay, or get the default of a new one. */
export interface SettingsInput {
  /** Up to 10,000 characters. */
  readonly description?: string | null;
  /** Default: true. */
  readonly enabled?: boolean;
  /** Replaces the previous configuration. Its secrets are sealed before they reach an event; a mask keeps one, at the same address only. */
  readonly configuration?: JsonObject;
}

/** A command on an integration. */
interface OnIntegration {
  /** The name of the integration: 1 to 100 characters, without a colon. */
  readonly name: string;
}

/** A command on a model of an integration. */
interface OnModel extends OnIntegration {
  /** The name of the model: 1 to 150 characters. */
  readonly model: string;
}

/** A command on tags of an integration or a model. */
interface OnTags {
  /** Up to 100. */
  readonly tags: readonly GivenTag[];
}

/** What can be asked of a tenant's integrations, by the type of the command. */
export interface IntegrationCommands {
  /** Creates an integration, or updates the one that is there. */
  readonly SaveIntegration: OnIntegration & {
    /** What it is and how to reach it. */
    readonly input: SettingsInput & {
      /** What it is, e.g. `openai`; never changes. */
      readonly type: string;
      /** Default: `AI_MODEL`. */
      readonly category?: string;
    };
  };
  /** Deletes an integration with its models. */
  readonly DeleteIntegration: OnIntegration;
  /** Puts tags on an integration, beside those that it has. */
  readonly TagIntegration: OnIntegration & OnTags;
  /** Takes exactly these tags off an integration. Those that it does not have change nothing. */
  readonly UntagIntegration: OnIntegration & OnTags;
  /** Adds a model to an integration, or updates the one that is there. */
  readonly SaveModel: OnModel & {
    /** The settings of this model, beside those of the integration. */
    readonly input: SettingsInput;
  };
  /** Deletes a model of an integration. */
  readonly DeleteModel: OnModel;
  /** Puts tags on a model, beside those that it has. */
  readonly TagModel: OnModel & OnTags;
  /** Takes exactly these tags off a model. Those that it does not have change nothing. */
  readonly UntagModel: OnModel & OnTags;
}

/** What can be asked of a tenant's integrations. */
export type IntegrationCommand<Type extends keyof IntegrationCommands = keyof IntegrationCommands> =
  CommandOf<IntegrationCommands, Type>;

const settings = {
  description: text(10_000).nullable().optional(),
  enabled: z.boolean().optional(),
  configuration: jsonObject.optional(),
};

const named = { name: integrationNameSchema };
const ofModel = { ...named, model: modelNameSchema };

const integrationInput = { type: text(100, 1), category: text(100, 1).optional(), ...settings };

/** The commands' schemas, by type. */
export const integrationCommandSchemas: CommandSchemas<IntegrationCommands> =
  commandSchemas<IntegrationCommands>({
    SaveIntegration: { ...named, input: z.strictObject(integrationInput) },
    DeleteIntegration: named,
    TagIntegration: { ...named, tags: givenTagsSchema },
    UntagIntegration: { ...named, tags: givenTagsSchema },
    SaveModel: { ...ofModel, input: z.strictObject(settings) },
    DeleteModel: ofModel,
    TagModel: { ...ofModel, tags: givenTagsSchema },
    UntagModel: { ...ofModel, tags: givenTagsSchema },
  });
