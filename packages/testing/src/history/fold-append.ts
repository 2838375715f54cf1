import type { LedgerEvent } from "@promptledger/core";
import type { ModelPrompt, ModelSlug, ModelTag, ModelTenant, ModelVersion } from "../model/model-state.ts";

// How many earlier deployments a rollback can return to.
const ROLLBACK_DEPTH = 50;

/** Folds the events of one append onto a tenant. Throws if an event cannot follow what is there. */
export function foldAppend(tenant: ModelTenant, events: readonly LedgerEvent[]): ModelTenant {
  const prompts = new Map(tenant.prompts);
  const slugs = new Map(tenant.slugs);
  for (const event of events) {
    if (event.type === "SlugClaimed" || event.type === "SlugReleased") foldSlug(slugs, event);
    else foldPrompt(prompts, event);
  }
  return { ...tenant, prompts, slugs };
}

function foldSlug(
  slugs: Map<string, ModelSlug>,
  event: Extract<LedgerEvent, { readonly type: "SlugClaimed" | "SlugReleased" }>,
): void {
  const { slug, promptId } = event.data;
  const holder = slugs.get(slug)?.holder ?? null;
  const isClaimed = event.type === "SlugClaimed";
  if (holder !== (isClaimed ? null : promptId)) throw new Error(`the slug ${slug} belongs to ${holder}`);
  slugs.set(slug, { holder: isClaimed ? promptId : null, lastAt: event.at });
}

function foldPrompt(prompts: Map<string, ModelPrompt>, event: LedgerEvent): void {
  const id = event.stream.slice("prompt-".length);
  const before = event.type === "PromptCreated" ? created(id, event) : prompts.get(id);
  if (before === undefined) throw new Error(`${event.type} is about ${id}, which does not exist`);
  const { at, actor } = event;
  const after: ModelPrompt = { ...before, ...changesBy(before, event) };
  const details = DETAILS.includes(event.type) ? { updatedAt: at, updatedBy: actor } : {};
  prompts.set(id, { ...after, ...details, revision: before.revision + 1, lastAt: at });
}

// The events that change `updatedAt` and `updatedBy` of the prompt itself.
const DETAILS: readonly string[] = [
  "PromptEdited",
  "PromptTagged",
  "PromptUntagged",
  "PromptDeleted",
  "PromptRestored",
];

function created(id: string, { at, actor }: LedgerEvent): ModelPrompt {
  return {
    id,
    alive: true,
    slug: "",
    name: "",
    description: null,
    starred: false,
    tags: [],
    versions: new Map(),
    highest: 0,
    live: new Map(),
    grants: [],
    createdAt: at,
    createdBy: actor,
    updatedAt: at,
    updatedBy: actor,
    deletedAt: null,
    lastAt: at,
    revision: 0,
  };
}

function changesBy(prompt: ModelPrompt, event: LedgerEvent): Partial<ModelPrompt> {
  const { at, actor } = event;
  switch (event.type) {
    case "PromptCreated": {
      const { slug, name, description } = event.data;
      return { slug, name, description };
    }
    case "PromptEdited":
      return event.data;
    case "PromptTagged":
      return { tags: tagged(prompt.tags, event.data, at) };
    case "PromptUntagged": {
      const { key, value } = event.data;
      return { tags: prompt.tags.filter((tag) => tag.key !== key || tag.value !== value) };
    }
    case "PromptDeleted":
      return { alive: false, deletedAt: at };
    case "PromptRestored":
      return { alive: true, deletedAt: null, slug: event.data.slug };
    case "VersionCreated": {
      const { versionId: id, number, content, description, integrations } = event.data;
      const made = { createdAt: at, createdBy: actor, message: null, committedAt: null, committedBy: null };
      const facts = { id, number, content: { ...content }, description, integrations, committed: false };
      return changed(prompt, event, number, { ...made, ...facts });
    }
    case "VersionEdited": {
      const { number, changes, ...notes } = event.data;
      const { content } = versionOf(prompt, number);
      const fields = Object.entries({ ...content, ...changes }).filter(([, value]) => value !== null);
      return changed(prompt, event, number, { ...notes, content: Object.fromEntries(fields) });
    }
    case "VersionCommitted": {
      const { number, message } = event.data;
      return changed(prompt, event, number, {
        committed: true,
        message,
        committedAt: at,
        committedBy: actor,
      });
    }
    case "VersionDeleted": {
      const versions = new Map(prompt.versions);
      if (!versions.delete(event.data.number)) throw new Error(`there is no version ${event.data.number}`);
      return { versions };
    }
    case "VersionDeployed": {
      const { environment } = event.data;
      const live = new Map(prompt.live);
      live.set(environment, deployment(prompt, event));
      return { live };
    }
    case "VersionUndeployed": {
      const live = new Map(prompt.live);
      if (!live.delete(event.data.environment)) throw new Error("nothing is live there");
      return { live };
    }
    default:
      throw new Error(`the model of a history does not know ${event.type}`);
  }
}

function tagged(
  tags: readonly ModelTag[],
  { key, value, color }: { readonly key: string; readonly value: string | null; readonly color: string },
  at: number,
): readonly ModelTag[] {
  const present = tags.find((tag) => tag.key === key && tag.value === value);
  const tag = { key, value, color, createdAt: present?.createdAt ?? at, updatedAt: at };
  return present === undefined ? [...tags, tag] : tags.map((one) => (one === present ? tag : one));
}

function versionOf(prompt: ModelPrompt, number: number): ModelVersion {
  const version = prompt.versions.get(number);
  if (version === undefined) throw new Error(`${prompt.id} has no version ${number}`);
  return version;
}

/** A prompt's versions after an event of one of them. */
function changed(
  prompt: ModelPrompt,
  { type, at, actor }: LedgerEvent,
  number: number,
  changes: Partial<ModelVersion>,
): Partial<ModelPrompt> {
  const before = type === "VersionCreated" ? ({} as ModelVersion) : versionOf(prompt, number);
  const stamp = { updatedAt: at, updatedBy: actor, revision: prompt.revision + 1 };
  const versions = new Map(prompt.versions).set(number, { ...before, ...changes, ...stamp });
  return { versions, highest: Math.max(prompt.highest, number) };
}

function deployment(
  prompt: ModelPrompt,
  { data, at, actor }: Extract<LedgerEvent, { readonly type: "VersionDeployed" }>,
): NonNullable<ReturnType<ModelPrompt["live"]["get"]>> {
  const { environment, number, revision } = data;
  const live = prompt.live.get(environment);
  const trail = live === undefined ? [] : [...live.before, live.version];
  const isPinned = (one: ModelVersion | undefined): boolean =>
    one?.number === number && one.revision === revision;
  // A rollback goes back on the trail; other deployments extend it.
  const before = data.rollback ? trail.slice(0, trail.findLastIndex(isPinned)) : trail;
  const known = [
    prompt.versions.get(number),
    ...trail,
    ...[...prompt.live.values()].map((one) => one.version),
  ];
  const version = known.find(isPinned);
  if (version === undefined) throw new Error(`version ${number} never was at revision ${revision}`);
  return { version, deployedAt: at, deployedBy: actor, before: before.slice(-ROLLBACK_DEPTH) };
}
