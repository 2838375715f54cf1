import type { Content, PromptDetails, PromptVersion } from "@promptledger/core";
import { formatOf, templateNames, templateText, variablesOf } from "@promptledger/core";

/** A tag as Orkes' API shows it: one without a value has the value `""` (rule X11). */
export interface WireTag {
  readonly key: string;
  readonly value: string;
}

/** A prompt's tags. */
export function tagsOf({ tags }: Pick<PromptDetails, "tags">): readonly WireTag[] {
  return tags.map(({ key, value }) => ({ key, value: value ?? "" }));
}

/** A committed version as Orkes' API shows it, with what belongs to the prompt as a whole. Undefined fields are left out of JSON. */
export function messageTemplate({ prompt, version }: PromptVersion): object {
  const { content } = version;
  const template = templateText(content);
  return {
    name: prompt.slug,
    version: version.number,
    template,
    description: version.description ?? "",
    variables: variablesIn(content, template),
    integrations: version.integrations,
    tags: tagsOf(prompt),
    temperature: content.temperature,
    topP: content.topP,
    responseFormat: formatOf(content) ?? undefined,
    stopWords: content.stopWords,
  };
}

/** By the version's own syntax (rule X10). */
function variablesIn(content: Content, template: string): readonly string[] {
  return content.templateSyntax === "dollar" ? templateNames(template) : variablesOf(content);
}
