import type { Actor, ErrorCode, Permission, Subject } from "@promptledger/core";
import { PERMISSIONS } from "@promptledger/core";
import { deploy, promote, rollBack, undeploy } from "./deployment-rules.ts";
import type { ModelAppend } from "./model-append.ts";
import { changeSlug, recordDetailsEvent, recordEvent } from "./model-append.ts";
import type { CreateCommand, PromptCommand } from "./model-command.ts";
import type { ModelGrant, ModelPrompt } from "./model-state.ts";
import { isGeneratedId, numberOf } from "./model-state.ts";
import { slugForm } from "./slug-form.ts";
import { createVersion, inputFrom } from "./version-rules.ts";
import { subjectOf } from "./writers.ts";

/** The permissions that an actor has on a prompt. */
export function heldBy(actor: Actor, prompt: ModelPrompt): readonly Permission[] {
  const subject = subjectOf(actor);
  return subject === null ? PERMISSIONS : permissionsOf(prompt, subject);
}

/** Creates a prompt, as a copy of `source` if there is one. Returns the code of the rejection, or null. */
export function applyCreate(
  append: ModelAppend,
  command: CreateCommand,
  id: string,
  source: ModelPrompt | undefined,
): ErrorCode | null {
  const { from } = command;
  if (from !== undefined && !source?.alive) return "prompt-not-found";
  if (source !== undefined && !heldBy(append.actor, source).includes("READ")) return "forbidden";
  if (append.prompts.has(id)) return "id-taken";
  const version = source?.versions.get(numberOf(source, from?.version ?? "current"));
  if (from !== undefined && version === undefined) return "version-not-found";
  const { actor, at } = append;
  const slug = slugForm(command.slug ?? freeSlug(append, command.name, id));
  const nothing: ModelPrompt = {
    id,
    alive: true,
    slug,
    name: command.name,
    description: command.description ?? null,
    starred: false,
    tags: [],
    versions: new Map(),
    highest: 0,
    live: new Map(),
    grants: [],
    createdAt: at,
    createdBy: actor.id,
    updatedAt: at,
    updatedBy: actor.id,
    deletedAt: null,
    lastAt: at,
    revision: 0,
  };
  let prompt = recordEvent(append, nothing, "PromptCreated", {});
  if (command.starred) prompt = recordDetailsEvent(append, prompt, "PromptEdited", { starred: true });
  if (version !== undefined) prompt = createVersion(append, prompt, 1, inputFrom(version));
  const subject = subjectOf(actor);
  if (subject !== null)
    recordEvent(append, prompt, "AccessGranted", { grants: [{ subject, permissions: PERMISSIONS }] });
  return changeSlug(append, id, null, slug);
}

/**
 * Applies a command to an existing prompt, which is not deleted unless the command deletes or restores. Returns the code of the rejection, or
 * null.
 */
export function applyToPrompt(
  append: ModelAppend,
  prompt: ModelPrompt,
  command: PromptCommand,
  environment: string,
): ErrorCode | null {
  switch (command.type) {
    case "EditPrompt": {
      const { name = prompt.name, description = prompt.description } = command;
      const { starred = prompt.starred } = command;
      const slug = slugForm(command.slug ?? prompt.slug);
      const after = { ...prompt, name, description, slug, starred };
      if (JSON.stringify(after) === JSON.stringify(prompt)) return null;
      recordDetailsEvent(append, prompt, "PromptEdited", { name, description, slug, starred });
      return changeSlug(append, prompt.id, prompt.slug, slug);
    }
    case "TagPrompt": {
      const { key, value = null } = command;
      const present = prompt.tags.find((tag) => tag.key === key && tag.value === value);
      const color = command.color ?? present?.color ?? "#3B82F6";
      const before = present === undefined ? [] : (present.grantablePermissions ?? PERMISSIONS);
      const own = heldBy(append.actor, prompt);
      const grantablePermissions = PERMISSIONS.filter((one) => before.includes(one) || own.includes(one));
      if (present?.color === color && grantablePermissions.length === before.length) return null;
      const limited = grantablePermissions.length === PERMISSIONS.length ? {} : { grantablePermissions };
      const tag = {
        key,
        value,
        color,
        ...limited,
        createdAt: present?.createdAt ?? append.at,
        updatedAt: append.at,
      };
      const tags =
        present === undefined
          ? [...prompt.tags, tag]
          : prompt.tags.map((one) => (one === present ? tag : one));
      recordDetailsEvent(append, prompt, "PromptTagged", { tags });
      return null;
    }
    case "UntagPrompt": {
      const { key, value = null } = command;
      const tags = prompt.tags.filter((tag) => tag.key !== key || tag.value !== value);
      if (tags.length < prompt.tags.length) recordDetailsEvent(append, prompt, "PromptUntagged", { tags });
      return null;
    }
    case "DeployVersion":
      return deploy(append, prompt, command.environment ?? environment, command.version);
    case "RollBackDeployment":
      return rollBack(append, prompt, command.environment ?? environment, command.to);
    case "PromoteDeployment":
      return promote(append, prompt, command.from, command.to);
    case "UndeployVersion":
      undeploy(append, prompt, command.environment ?? environment);
      return null;
    case "GrantAccess": {
      const held = permissionsOf(prompt, command.subject);
      const wanted = PERMISSIONS.filter((one) => held.includes(one) || command.permissions.includes(one));
      if (wanted.length > held.length)
        recordEvent(append, prompt, "AccessGranted", { grants: withGrant(prompt, command.subject, wanted) });
      return null;
    }
    case "RevokeAccess": {
      const held = permissionsOf(prompt, command.subject);
      const left = held.filter((one) => !command.permissions.includes(one));
      if (left.length < held.length)
        recordEvent(append, prompt, "AccessRevoked", { grants: withGrant(prompt, command.subject, left) });
      return null;
    }
    case "DeletePrompt": {
      if (!prompt.alive) return null;
      let rest = prompt;
      for (const name of prompt.live.keys()) rest = undeploy(append, rest, name);
      recordDetailsEvent(append, rest, "PromptDeleted", { alive: false, deletedAt: append.at });
      return changeSlug(append, prompt.id, prompt.slug, null);
    }
    case "RestorePrompt": {
      if (prompt.alive) return null;
      const slug = slugForm(command.slug ?? prompt.slug);
      recordDetailsEvent(append, prompt, "PromptRestored", { alive: true, deletedAt: null, slug });
      return changeSlug(append, prompt.id, null, slug);
    }
  }
}

/** Whether two subjects are the same. */
function isSubject(left: Subject, right: Subject): boolean {
  return left.type === right.type && left.id === right.id;
}

function permissionsOf(prompt: ModelPrompt, subject: Subject): readonly Permission[] {
  return prompt.grants.find((grant) => isSubject(grant.subject, subject))?.permissions ?? [];
}

function withGrant(
  prompt: ModelPrompt,
  subject: Subject,
  permissions: readonly Permission[],
): readonly ModelGrant[] {
  const known = prompt.grants.some((grant) => isSubject(grant.subject, subject));
  const grant = { subject, permissions };
  const grants = known
    ? prompt.grants.map((one) => (isSubject(one.subject, subject) ? grant : one))
    : [...prompt.grants, grant];
  return grants.filter((one) => one.permissions.length > 0);
}

/** The slug of a prompt that is created without one: made of its name, with its id at the end if that is taken. */
function freeSlug(append: ModelAppend, name: string, id: string): string {
  const words = name
    .toLowerCase()
    // A capital İ leaves an i with a mark that nobody sees.
    .replaceAll("i\u0307", "i")
    .normalize("NFC")
    .split(/[^\p{L}\p{N}\p{M}]+/u);
  const base = words.filter((word) => word !== "").join("-");
  const mark = (isGeneratedId(id) ? id.slice(-6) : id.slice(0, 6)).toLowerCase();
  const stem = base === "" ? "prompt" : base;
  const choices = [`${stem}-${mark}`, `${stem}-${id.toLowerCase()}`, `${stem}-${id}`];
  if (base !== "") choices.unshift(base);
  const free = choices.find((slug) => {
    const known = append.slugs.get(slug);
    if (known === undefined) return true;
    return known.holder === null && (append.occurredAt === undefined || append.occurredAt >= known.lastAt);
  });
  return free ?? `${stem}-${id}`;
}
