import { z } from "zod";
import type { JsonObject } from "../validation/json.ts";
import { jsonObject, text } from "../validation/json.ts";
import { integrationNameSchema, modelNameSchema } from "./names.ts";

/** What a caller says of an integration or a model; what is not said stays, or is the default of a new one. */
export interface SettingsInput {
  /** Up to 10,000 characters. */
  readonly description?: string | null;
  /** Default: true. */
  readonly enabled?: boolean;
  /** Takes the place of the one before. Its secrets are sealed before they reach an event. */
  readonly configuration?: JsonObject;
}

/** Makes an integration, or tells the one that is there otherwise. */
export interface SaveIntegration {
  readonly type: "SaveIntegration";
  readonly name: string;
  readonly input: SettingsInput & {
    /** What it is, e.g. `openai`; never changes. */
    readonly type: string;
    /** Default: `AI_MODEL`. */
    readonly category?: string;
  };
}

/** Deletes an integration with its models. */
export interface DeleteIntegration {
  readonly type: "DeleteIntegration";
  readonly name: string;
}

/** Makes a model of an integration, or tells the one that is there otherwise. */
export interface SaveModel {
  readonly type: "SaveModel";
  readonly name: string;
  readonly model: string;
  readonly input: SettingsInput;
}

/** Deletes a model of an integration. */
export interface DeleteModel {
  readonly type: "DeleteModel";
  readonly name: string;
  readonly model: string;
}

/** What can be asked of a tenant's integrations. */
export type IntegrationCommand = SaveIntegration | DeleteIntegration | SaveModel | DeleteModel;

const settings = {
  description: text(10_000).nullable().optional(),
  enabled: z.boolean().optional(),
  configuration: jsonObject.optional(),
};

const named = { name: integrationNameSchema };
const ofModel = { ...named, model: modelNameSchema };

/** The schema of a command to a tenant's integrations. */
export const integrationCommandSchema: z.ZodType<IntegrationCommand> = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("SaveIntegration"),
    ...named,
    input: z.strictObject({ type: text(100, 1), category: text(100, 1).optional(), ...settings }),
  }),
  z.strictObject({ type: z.literal("DeleteIntegration"), ...named }),
  z.strictObject({ type: z.literal("SaveModel"), ...ofModel, input: z.strictObject(settings) }),
  z.strictObject({ type: z.literal("DeleteModel"), ...ofModel }),
]) as unknown as z.ZodType<IntegrationCommand>;
