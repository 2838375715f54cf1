import type { PromptEvent, PromptEvents } from "../prompt/events.ts";
import type { SlugEvents } from "../prompt/slug-claim.ts";
import type { Pin } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { tagName } from "../prompt/tag.ts";
import type { JsonObject } from "../validation/json.ts";
import type { EventDescription } from "./event-description.ts";
import { listed, oneLine, quoted, valuesOf } from "./event-description.ts";

type Described = {
  readonly [Type in Exclude<PromptEvent["type"], "AccessGranted" | "AccessRevoked" | "EventRedacted">]: (
    data: PromptEvents[Type],
    before: PromptStream | null,
  ) => EventDescription;
} & {
  readonly [Type in Exclude<keyof SlugEvents, "EventRedacted">]: (data: SlugEvents[Type]) => EventDescription;
};

/** What the events on a prompt, its deployments and its slug say. */
export const PROMPT_EVENTS: Described = {
  PromptCreated: ({ name, slug }) => ({
    phrase: `created the prompt ${quoted(name)} (${slug})`,
    from: null,
    to: { name, slug },
  }),
  PromptEdited: (data, before) => {
    const fields = Object.keys(data);
    return {
      phrase: listed(editPhrases(data, before)),
      from: before === null ? null : valuesOf(fields, before.prompt),
      to: valuesOf(fields, data),
    };
  },
  PromptTagged: (tag, before) => {
    const known = before?.prompt.tags.find(({ id }) => id === tag.id);
    return {
      phrase: `${known === undefined ? "added" : "changed"} the tag ${oneLine(tagName(tag))}`,
      from: known === undefined ? null : { tag: tagName(known), color: known.color },
      to: { tag: tagName(tag), color: tag.color },
    };
  },
  PromptUntagged: (tag) => ({
    phrase: `removed the tag ${oneLine(tagName(tag))}`,
    from: { tag: tagName(tag) },
    to: null,
  }),
  PromptDeleted: ({ slug }) => ({ phrase: `deleted the prompt (${slug})`, from: { slug }, to: null }),
  PromptRestored: ({ slug }, before) => ({
    phrase: `restored the prompt (${slug})`,
    from: before === null ? null : { slug: before.prompt.slug, deleted: true },
    to: { slug, deleted: false },
  }),
  VersionDeployed: ({ environment, replaces, promotedFrom, rollback, ...pin }) => {
    const { number } = pin;
    const deployed =
      rollback === true
        ? `rolled back ${environment} to version ${number}`
        : promotedFrom === undefined
          ? `deployed version ${number} to ${environment}`
          : `promoted version ${number} from ${promotedFrom} to ${environment}`;
    const was = replaces === null ? "" : ` (was ${earlier(replaces, pin)})`;
    return {
      phrase: `${deployed}${was}`,
      from: replaces === null ? null : liveData(environment, replaces),
      to: liveData(environment, pin),
    };
  },
  VersionUndeployed: ({ environment, ...pin }) => ({
    phrase: `undeployed version ${pin.number} from ${environment}`,
    from: liveData(environment, pin),
    to: null,
  }),
  SlugClaimed: ({ slug, promptId }) => ({
    phrase: `claimed the slug ${slug} for the prompt ${promptId}`,
    from: null,
    to: { slug, promptId },
  }),
  SlugReleased: ({ slug, promptId }) => ({
    phrase: `released the slug ${slug} of the prompt ${promptId}`,
    from: { slug, promptId },
    to: null,
  }),
};

function editPhrases(data: PromptEvents["PromptEdited"], before: PromptStream | null): readonly string[] {
  return Object.entries(data).map(([field, value]) => {
    if (field === "starred") return value === true ? "starred the prompt" : "removed the star of the prompt";
    const was = before === null ? null : valuesOf([field], before.prompt)[field];
    if (field === "description")
      return value === null
        ? "removed the description"
        : typeof was === "string"
          ? "changed the description"
          : "added a description";
    const from = typeof was === "string" ? ` from ${quoted(was)}` : "";
    return `changed the ${field}${from} to ${quoted(String(value))}`;
  });
}

/** A pin that another one replaces. The same number was live with other content, or with other notes. */
function earlier(before: Pin, after: Pin): string {
  return before.number === after.number ? `an earlier state of it` : `version ${before.number}`;
}

function liveData(environment: string, { number, revision, contentHash }: Pin): JsonObject {
  return { environment, version: number, revision, contentHash };
}
