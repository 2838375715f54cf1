import type { Content, Prompt, Version } from "@promptledger/core";
import { formatOf, templateNames, templateText, variablesOf } from "@promptledger/core";
import type { People } from "./people.ts";
import { changesObject } from "./people.ts";

/** A tag as Orkes' API shows it: one without a value has the value `""` (rule X11). */
export interface WireTag {
  readonly key: string;
  readonly value: string;
}

/** A prompt's tags. */
export function tagsOf({ tags }: Pick<Prompt, "tags">): readonly WireTag[] {
  return tags.map(({ key, value }) => ({ key, value: value ?? "" }));
}

/** A committed version as Orkes' API shows it, with what belongs to the prompt as a whole; null where it leaves the tags out. */
export function messageTemplate(
  name: string,
  tags: readonly WireTag[] | null,
  version: Version,
  people: People,
): { readonly [name: string]: unknown } {
  const { content } = version;
  const template = templateText(content);
  const format = formatOf(content);
  return {
    name,
    version: version.number,
    template,
    description: version.description ?? "",
    variables: variablesIn(content, template),
    integrations: version.integrations,
    ...(tags === null ? {} : { tags }),
    ...(content.temperature === undefined ? {} : { temperature: content.temperature }),
    ...(content.topP === undefined ? {} : { topP: content.topP }),
    ...(format === null ? {} : { responseFormat: format }),
    ...(content.stopWords === undefined ? {} : { stopWords: content.stopWords }),
    ...changesObject(version, people),
  };
}

/** By the version's own syntax (rule X10). */
function variablesIn(content: Content, template: string): readonly string[] {
  return content.templateSyntax === "dollar" ? templateNames(template) : variablesOf(content);
}
