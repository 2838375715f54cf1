import type { Draft } from "immer";
import { grantsAfter } from "../access/evolve.ts";
import type { EventContext } from "../decider.ts";
import { plain } from "../decider.ts";
import { own } from "../validation/own.ts";
import type { VersionEvent } from "../version/events.ts";
import type { PromptEvent } from "./events.ts";
import type { Pin, PromptState } from "./state.ts";
import { MAXIMUM_TRAIL } from "./state.ts";

/** Applies one event of the stream to a prompt, including events of its versions. */
export function evolvePrompt(
  state: Draft<PromptState>,
  event: (PromptEvent | VersionEvent) & EventContext,
): void {
  switch (event.type) {
    case "PromptCreated":
      state.status = "alive";
      state.id = event.data.promptId;
      state.slug = event.data.slug;
      state.name = event.data.name;
      state.description = event.data.description;
      state.createdAt = event.at;
      state.createdBy = event.actor;
      touch(state, event);
      break;
    case "PromptEdited": {
      const { name, description, slug, starred } = event.data;
      if (name !== undefined) state.name = name;
      if (description !== undefined) state.description = description;
      if (slug !== undefined) state.slug = slug;
      if (starred !== undefined) state.starred = starred;
      touch(state, event);
      break;
    }
    case "PromptTagged": {
      const { id, key, value, color, grantablePermissions } = event.data;
      const index = state.tags.findIndex((tag) => tag.id === id);
      const createdAt = state.tags[index]?.createdAt ?? event.at;
      const limited =
        grantablePermissions === undefined ? {} : { grantablePermissions: [...grantablePermissions] };
      const tag = { id, key, value, color, ...limited, createdAt, updatedAt: event.at };
      if (index === -1) state.tags.push(tag);
      else state.tags[index] = tag;
      touch(state, event);
      break;
    }
    case "PromptUntagged":
      state.tags = state.tags.filter((tag) => tag.id !== event.data.id);
      touch(state, event);
      break;
    case "PromptDeleted":
      state.status = "deleted";
      state.deletedAt = event.at;
      touch(state, event);
      break;
    case "PromptRestored":
      state.status = "alive";
      state.deletedAt = null;
      state.slug = event.data.slug;
      touch(state, event);
      break;
    case "VersionDeployed": {
      const { environment, number, versionId, revision, contentHash, replaces, rollback } = event.data;
      const trail = [...(plain(own(state.deployments, environment))?.trail ?? [])];
      if (rollback) cutTrail(trail, event.data);
      else if (replaces) trail.push(Object.freeze(replaces));
      if (trail.length > MAXIMUM_TRAIL) trail.shift();
      state.deployments[environment] = {
        number,
        versionId,
        revision,
        contentHash,
        deployedAt: event.at,
        deployedBy: event.actor,
        deployedRevision: event.version,
        // Frozen, so that immer does not look for drafts in it.
        trail: Object.freeze(trail) as typeof trail,
      };
      break;
    }
    case "VersionUndeployed":
      delete state.deployments[event.data.environment];
      break;
    case "AccessGranted":
    case "AccessRevoked":
      state.grants = grantsAfter(state.grants, event);
      break;
    case "VersionCreated":
      addNumber(state, event.data.number);
      break;
    case "VersionCommitted":
      if (state.draft === event.data.number) state.draft = null;
      break;
    case "VersionDeleted":
      state.numbers = plain(state.numbers).filter((number) => number !== event.data.number);
      if (state.draft === event.data.number) state.draft = null;
      break;
    case "VersionEdited":
    case "VersionReopened":
    case "EventRedacted":
      break;
  }
  state.revision = event.version;
  state.lastEventAt = event.at;
}

/** Cuts a trail before the newest deployment of the same content. Without one, the trail becomes empty, because a fold must not fail. */
function cutTrail(trail: Pin[], { number, contentHash }: Pin): void {
  const index = trail.findLastIndex((pin) => pin.number === number && pin.contentHash === contentHash);
  trail.length = Math.max(0, index);
}

function touch(state: Draft<PromptState>, event: EventContext): void {
  state.updatedAt = event.at;
  state.updatedBy = event.actor;
}

function addNumber(state: Draft<PromptState>, number: number): void {
  const highest = state.numbers.at(-1) ?? 0;
  state.numbers.push(number);
  if (number < highest) state.numbers.sort((left, right) => left - right);
  else state.draft = number;
  if (number > state.highest) state.highest = number;
}
