import type { AccessEvents } from "../access/events.ts";
import type { AccessTarget, Permission, Subject } from "../access/grant.ts";
import { PERMISSIONS, sameSubject } from "../access/grant.ts";
import type { ResourceTag } from "../integration/resource-tag.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { tagName } from "../prompt/tag.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import type { EventDescription } from "./event-description.ts";
import { listed, oneLine, quoted } from "./event-description.ts";

type Described = {
  readonly [Type in Exclude<keyof AccessEvents, "EventRedacted">]: (
    data: AccessEvents[Type],
    before: PromptStream | null,
  ) => EventDescription;
};

/** What the events on grants, applications, keys and people say. */
export const ACCESS_EVENTS: Described = {
  AccessGranted: (data, before) => {
    const { target, subject, permissions } = data;
    const held = heldBefore(data, before);
    const had = held === null || held.length === 0 ? "" : ` (had ${listed(held)})`;
    return {
      phrase: `granted ${listed(permissions)} on ${targetName(target)} to ${subjectName(subject)}${had}`,
      from: held === null || held.length === 0 ? null : grantData(data, held),
      to: grantData(data, permissions),
    };
  },
  AccessRevoked: (data, before) => {
    const { target, subject, permissions } = data;
    const held = heldBefore(data, before) ?? permissions;
    const left = PERMISSIONS.filter((one) => held.includes(one) && !permissions.includes(one));
    return {
      phrase: `revoked ${listed(permissions)} on ${targetName(target)} from ${subjectName(subject)}`,
      from: grantData(data, held),
      to: left.length === 0 ? null : grantData(data, left),
    };
  },
  ApplicationCreated: ({ applicationId, name }) =>
    added(`created the application ${quoted(name)} (${applicationId})`, { applicationId, name }),
  ApplicationRenamed: ({ applicationId, name }) =>
    added(`renamed the application ${applicationId} to ${quoted(name)}`, { applicationId, name }),
  ApplicationTagged: ({ applicationId, tags }) =>
    added(`added ${tagNames(tags)} to the application ${applicationId}`, {
      applicationId,
      tags: tagData(tags),
    }),
  ApplicationUntagged: ({ applicationId, tags }) =>
    removed(`removed ${tagNames(tags)} from the application ${applicationId}`, {
      applicationId,
      tags: tagData(tags),
    }),
  ApplicationDeleted: ({ applicationId }) =>
    removed(`deleted the application ${applicationId}`, { applicationId }),
  RoleAdded: ({ applicationId, role }) =>
    added(`gave the application ${applicationId} the role ${oneLine(role)}`, { applicationId, role }),
  RoleRemoved: ({ applicationId, role }) =>
    removed(`removed the role ${oneLine(role)} from the application ${applicationId}`, {
      applicationId,
      role,
    }),
  KeyCreated: ({ keyId, actorId }) => added(`made the key ${keyId} for ${actorId}`, { keyId, actorId }),
  KeyEnabled: ({ keyId, actorId }) => ({
    phrase: `enabled the key ${keyId} of ${actorId}`,
    from: { keyId, actorId, enabled: false },
    to: { keyId, actorId, enabled: true },
  }),
  KeyDisabled: ({ keyId, actorId }) => ({
    phrase: `disabled the key ${keyId} of ${actorId}`,
    from: { keyId, actorId, enabled: true },
    to: { keyId, actorId, enabled: false },
  }),
  KeyRevoked: ({ keyId, actorId }) => removed(`revoked the key ${keyId} of ${actorId}`, { keyId, actorId }),
  PersonErased: ({ actorId }) => removed(`erased the name and e-mail of ${actorId}`, { actorId }),
};

/** The description of an event that added something. */
export function added(phrase: string, to: JsonObject): EventDescription {
  return { phrase, from: null, to };
}

/** The description of an event that removed something. */
export function removed(phrase: string, from: JsonObject): EventDescription {
  return { phrase, from, to: null };
}

/** Tags in words. */
export function tagNames(tags: readonly ResourceTag[]): string {
  return `${tags.length === 1 ? "the tag" : "the tags"} ${listed(tags.map((tag) => oneLine(tagName(tag))))}`;
}

/** Tags as data. */
export function tagData(tags: readonly ResourceTag[]): readonly JsonValue[] {
  return tags.map(tagName);
}

/** What the subject held on the prompt before; null for a target of the tenant, and where the prompt is not known. */
function heldBefore(
  { target, subject }: AccessEvents["AccessGranted"],
  before: PromptStream | null,
): readonly Permission[] | null {
  if (target !== undefined || before === null) return null;
  return before.prompt.grants.find((grant) => sameSubject(grant.subject, subject))?.permissions ?? [];
}

function grantData(
  { target, subject }: AccessEvents["AccessGranted"],
  permissions: readonly Permission[],
): JsonObject {
  const on = target === undefined ? {} : { target: { ...target } };
  return { ...on, subject: { type: subject.type, id: subject.id }, permissions };
}

function subjectName({ type, id }: Subject): string {
  return `${type} ${oneLine(id)}`;
}

function targetName(target: AccessTarget | undefined): string {
  if (target === undefined) return "the prompt";
  if ("tenant" in target) return "the whole tenant";
  if ("tag" in target) return `the tag ${oneLine(target.tag)}`;
  const { integration, model } = target;
  return model === undefined
    ? `the integration ${integration}`
    : `the model ${integration}:${oneLine(model)}`;
}
