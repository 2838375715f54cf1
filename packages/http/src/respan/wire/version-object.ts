import type { ActorEntry, JsonValue, Version } from "@promptledger/core";
import { actorEntries } from "../../api/actor-entries.ts";
import type { Call } from "./call.ts";
import { VERSION_FIELDS } from "./field-names.ts";
import type { RespanEditor } from "./schemas.ts";
import { isoTime } from "./time.ts";

/** What Respan shows for content fields that a version does not have. All others are null. */
const ABSENT: { readonly [name: string]: JsonValue } = {
  messages: [],
  stream: false,
  variables: {},
  is_enforcing_response_format: false,
};

/** How Respan's API shows these versions. The people who edited them last are read in one call. */
export async function showVersions(
  { ledger, settings }: Call,
  versions: readonly Version[],
): Promise<(version: Version) => object> {
  const editors = versions.map(({ updatedBy }) => updatedBy);
  const entryOf = await actorEntries(ledger, editors);
  return (version) => ({
    id: version.id,
    prompt_version_id: version.id,
    parent_prompt: version.promptId,
    version: version.number,
    description: version.description,
    ...contentObject(version),
    model: modelOf(version),
    readonly: version.status === "committed",
    is_deployed: version.liveIn.includes(settings.environment),
    edited_by: editorObject(entryOf(version.updatedBy)),
    created_at: isoTime(version.createdAt),
    updated_at: isoTime(version.updatedAt),
  });
}

/** A version without the fields that are unset. */
export function withoutNulls(version: object): object {
  return Object.fromEntries(Object.entries(version).filter(([, value]) => value !== null));
}

function contentObject({ content }: Version): object {
  return Object.fromEntries(
    VERSION_FIELDS.map(([field, name]) => [name, content[field] ?? ABSENT[name] ?? null]),
  );
}

/** Its model. If Orkes' API made the version, that of its first integration, written `integration:model` (rule X9). */
function modelOf({ content, integrations }: Version): string {
  const [integration = ""] = integrations;
  return content.model ?? integration.slice(integration.indexOf(":") + 1);
}

function editorObject(entry: ActorEntry | null): RespanEditor {
  const { number = 0, email, firstName, lastName } = entry ?? {};
  if (entry?.erased) return { id: number, email: "", first_name: "erased", last_name: "" };
  return { id: number, email: email ?? "", first_name: firstName ?? "", last_name: lastName ?? "" };
}
