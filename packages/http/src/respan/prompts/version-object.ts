import type { Version } from "@promptledger/core";
import type { Editors } from "../wire/editors.ts";
import { isoTime } from "../wire/time.ts";

/** A version as Respan's API shows it, its fields in the order of the reference pages. */
export function versionObject(
  version: Version,
  environment: string,
  editors: Editors,
): { readonly [name: string]: unknown } {
  const { content } = version;
  return {
    id: version.id,
    prompt_version_id: version.id,
    parent_prompt: version.promptId,
    version: version.number,
    description: version.description,
    messages: content.messages ?? [],
    thinking: content.thinking ?? null,
    model: modelOf(version),
    stream: content.stream ?? false,
    temperature: content.temperature ?? null,
    max_tokens: content.maxTokens ?? null,
    top_p: content.topP ?? null,
    frequency_penalty: content.frequencyPenalty ?? null,
    presence_penalty: content.presencePenalty ?? null,
    reasoning_effort: content.reasoningEffort ?? null,
    verbosity: content.verbosity ?? null,
    seed: content.seed ?? null,
    variables: content.variables ?? {},
    fallback_models: content.fallbackModels ?? null,
    load_balance_models: content.loadBalanceModels ?? null,
    tools: content.tools ?? null,
    tool_choice: content.toolChoice ?? null,
    response_format: content.responseFormat ?? null,
    json_schema: content.jsonSchema ?? null,
    is_enforcing_response_format: content.isEnforcingResponseFormat ?? false,
    readonly: version.status === "committed",
    is_deployed: version.liveIn.includes(environment),
    edited_by: editors(version),
    created_at: isoTime(version.createdAt),
    updated_at: isoTime(version.updatedAt),
  };
}

/** Its model; where Orkes' API made the version, that of its first integration, written `integration:model` (rule X9). */
function modelOf({ content, integrations }: Version): string {
  const [integration = ""] = integrations;
  return content.model ?? integration.slice(integration.indexOf(":") + 1);
}
