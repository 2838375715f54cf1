import type { Integration, Model } from "@promptledger/core";
import { SECRET_MASK } from "@promptledger/core";
import type { Row } from "../wire/people.ts";
import { shownTags } from "../wire/tag-list.ts";

/** A provider as Orkes' API shows it. Secrets are masked. */
export function integrationRow(integration: Integration): Row {
  const { name, type, category, models } = integration;
  const shown = { name, type, category, ...settingsObject(integration), modelsCount: models.length };
  return [shown, integration];
}

/** A model of a provider as Orkes' API shows it. Secrets are masked. */
export function modelRow(model: Model): Row {
  return [{ integrationName: model.integration, api: model.name, ...settingsObject(model) }, model];
}

type Settings = Pick<Model, "description" | "enabled" | "configuration" | "secrets" | "tags">;

function settingsObject({ description, enabled, configuration, secrets, tags }: Settings): object {
  const masked = Object.fromEntries(secrets.map((secret) => [secret, SECRET_MASK]));
  return {
    description: description ?? "",
    configuration: { ...configuration, ...masked },
    enabled,
    tags: shownTags(tags),
  };
}
