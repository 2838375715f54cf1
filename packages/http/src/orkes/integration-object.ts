import type { Integration, Model } from "@promptledger/core";
import { SECRET_MASK } from "@promptledger/core";
import type { People } from "./people.ts";
import { changesObject } from "./people.ts";

/** A provider as Orkes' API shows it. Of a secret only that there is one. */
export function integrationObject(
  integration: Integration,
  people: People,
): { readonly [name: string]: unknown } {
  const { name, type, category, description, enabled, models } = integration;
  return {
    name,
    type,
    category,
    description: description ?? "",
    configuration: maskedConfiguration(integration),
    enabled,
    tags: [],
    modelsCount: models.length,
    ...changesObject(integration, people),
  };
}

/** A model of a provider as Orkes' API shows it. */
export function modelObject(model: Model, people: People): { readonly [name: string]: unknown } {
  return {
    integrationName: model.integration,
    api: model.name,
    description: model.description ?? "",
    configuration: maskedConfiguration(model),
    enabled: model.enabled,
    tags: [],
    ...changesObject(model, people),
  };
}

function maskedConfiguration({ configuration, secrets }: Pick<Model, "configuration" | "secrets">): object {
  return { ...configuration, ...Object.fromEntries(secrets.map((secret) => [secret, SECRET_MASK])) };
}
