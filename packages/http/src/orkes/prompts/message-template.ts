import type { Content, PromptVersion } from "@promptledger/core";
import { formatOf, templateNames, templateText, variablesOf } from "@promptledger/core";
import type { Row } from "../wire/people.ts";
import { shownTags } from "../wire/tag-list.ts";

/** A committed version as Orkes' API shows it, with what belongs to the prompt as a whole. Undefined fields are left out of JSON. */
export function messageTemplate({ prompt, version }: PromptVersion): Row {
  const { content } = version;
  const template = templateText(content);
  const shown = {
    name: prompt.slug,
    version: version.number,
    template,
    description: version.description ?? "",
    variables: variablesIn(content, template),
    integrations: version.integrations,
    tags: shownTags(prompt.tags),
    temperature: content.temperature,
    topP: content.topP,
    responseFormat: formatOf(content) ?? undefined,
    stopWords: content.stopWords,
  };
  return [shown, version];
}

/** By the version's own syntax (rule X10). */
function variablesIn(content: Content, template: string): readonly string[] {
  return content.templateSyntax === "dollar" ? templateNames(template) : variablesOf(content);
}
