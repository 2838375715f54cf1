import type { Integration, Model } from "@promptledger/core";
import { SECRET_MASK } from "@promptledger/core";

/** A provider as Orkes' API shows it. Secrets are masked. */
export function integrationObject(integration: Integration): object {
  const { name, type, category, models } = integration;
  return { name, type, category, ...settingsObject(integration), modelsCount: models.length };
}

/** A model of a provider as Orkes' API shows it. Secrets are masked. */
export function modelObject(model: Model): object {
  return { integrationName: model.integration, api: model.name, ...settingsObject(model) };
}

function settingsObject({
  description,
  enabled,
  configuration,
  secrets,
}: Pick<Model, "description" | "enabled" | "configuration" | "secrets">): object {
  const masked = Object.fromEntries(secrets.map((secret) => [secret, SECRET_MASK]));
  return {
    description: description ?? "",
    configuration: { ...configuration, ...masked },
    enabled,
    tags: [],
  };
}
