import type { PromptVersion, TenantLedger } from "@promptledger/core";
import { formatOf, templateText } from "@promptledger/core";
import type { Row } from "../wire/people.ts";
import { shownTags } from "../wire/tag-list.ts";

/** A committed version as Orkes' API shows it, with what belongs to the prompt as a whole. Undefined fields are left out of JSON. */
export function messageTemplate(
  { versions }: Pick<TenantLedger, "versions">,
  { prompt, version }: PromptVersion,
): Row {
  const { content } = version;
  const shown = {
    name: prompt.slug,
    version: version.number,
    template: templateText(content),
    description: version.description ?? "",
    // By the version's own syntax: exactly those that a render fills (rule X10).
    variables: versions.inspect(content).variables.map(({ name }) => name),
    integrations: version.integrations,
    tags: shownTags(prompt.tags),
    temperature: content.temperature,
    topP: content.topP,
    responseFormat: formatOf(content) ?? undefined,
    stopWords: content.stopWords,
  };
  return [shown, version];
}
