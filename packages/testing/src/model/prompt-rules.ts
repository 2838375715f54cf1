import type { Actor, ErrorCode, Permission, Subject } from "@promptledger/core";
import { deploy, promote, rollBack, undeploy } from "./deployment-rules.ts";
import type { CreateCommand, PromptCommand } from "./model-command.ts";
import type { ModelGrant, ModelPrompt } from "./model-state.ts";
import { numberOf } from "./model-state.ts";
import type { Turn } from "./turn.ts";
import { changeSlug, happens, happensToDetails } from "./turn.ts";
import { createVersion, inputFrom } from "./version-rules.ts";

const ALL_PERMISSIONS: readonly Permission[] = ["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"];

/** What an actor may do with a prompt. */
export function heldBy({ id, kind = "host" }: Actor, prompt: ModelPrompt): readonly Permission[] {
  return kind === "host" || kind === "admin" ? ALL_PERMISSIONS : permissionsOf(prompt, { type: kind, id });
}

/** What creating a prompt does; `source` is the prompt that it is to be a copy of. */
export function applyCreate(
  turn: Turn,
  command: CreateCommand,
  id: string,
  source: ModelPrompt | undefined,
): ErrorCode | null {
  const { from } = command;
  if (from !== undefined && !source?.alive) return "prompt-not-found";
  if (source !== undefined && !heldBy(turn.actor, source).includes("READ")) return "forbidden";
  if (turn.prompts.has(id)) return "id-taken";
  const version = source?.versions.get(numberOf(source, from?.version ?? "current"));
  if (from !== undefined && version === undefined) return "version-not-found";
  const { actor, at } = turn;
  const slug = command.slug ?? freeSlug(turn, command.name, id);
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
  let prompt = happens(turn, nothing, "PromptCreated", {});
  if (command.starred) prompt = happensToDetails(turn, prompt, "PromptEdited", { starred: true });
  if (version !== undefined) prompt = createVersion(turn, prompt, 1, inputFrom(version));
  if (actor.kind === "user" || actor.kind === "application") {
    const subject = { type: actor.kind, id: actor.id };
    happens(turn, prompt, "AccessGranted", { grants: [{ subject, permissions: ALL_PERMISSIONS }] });
  }
  return changeSlug(turn, id, null, slug);
}

/** What a command does to a prompt that exists, and unless it deletes or restores lives. */
export function applyToPrompt(
  turn: Turn,
  prompt: ModelPrompt,
  command: PromptCommand,
  environment: string,
): ErrorCode | null {
  switch (command.type) {
    case "EditPrompt": {
      const { name = prompt.name, description = prompt.description } = command;
      const { slug = prompt.slug, starred = prompt.starred } = command;
      const after = { ...prompt, name, description, slug, starred };
      if (JSON.stringify(after) === JSON.stringify(prompt)) return null;
      happensToDetails(turn, prompt, "PromptEdited", { name, description, slug, starred });
      return changeSlug(turn, prompt.id, prompt.slug, slug);
    }
    case "TagPrompt": {
      const { key, value = null } = command;
      const present = prompt.tags.find((tag) => tag.key === key && tag.value === value);
      const color = command.color ?? present?.color ?? "#3B82F6";
      const before = present === undefined ? [] : (present.grantablePermissions ?? ALL_PERMISSIONS);
      const own = heldBy(turn.actor, prompt);
      const grantablePermissions = ALL_PERMISSIONS.filter((one) => before.includes(one) || own.includes(one));
      if (present?.color === color && grantablePermissions.length === before.length) return null;
      const limited = grantablePermissions.length === ALL_PERMISSIONS.length ? {} : { grantablePermissions };
      const tag = {
        key,
        value,
        color,
        ...limited,
        createdAt: present?.createdAt ?? turn.at,
        updatedAt: turn.at,
      };
      const tags =
        present === undefined
          ? [...prompt.tags, tag]
          : prompt.tags.map((one) => (one === present ? tag : one));
      happensToDetails(turn, prompt, "PromptTagged", { tags });
      return null;
    }
    case "UntagPrompt": {
      const { key, value = null } = command;
      const tags = prompt.tags.filter((tag) => tag.key !== key || tag.value !== value);
      if (tags.length < prompt.tags.length) happensToDetails(turn, prompt, "PromptUntagged", { tags });
      return null;
    }
    case "DeployVersion":
      return deploy(turn, prompt, command.environment ?? environment, command.version);
    case "RollBackDeployment":
      return rollBack(turn, prompt, command.environment ?? environment, command.to);
    case "PromoteDeployment":
      return promote(turn, prompt, command.from, command.to);
    case "UndeployVersion":
      undeploy(turn, prompt, command.environment ?? environment);
      return null;
    case "GrantAccess": {
      const held = permissionsOf(prompt, command.subject);
      const wanted = ALL_PERMISSIONS.filter((one) => held.includes(one) || command.permissions.includes(one));
      if (wanted.length > held.length)
        happens(turn, prompt, "AccessGranted", { grants: withGrant(prompt, command.subject, wanted) });
      return null;
    }
    case "RevokeAccess": {
      const held = permissionsOf(prompt, command.subject);
      const left = held.filter((one) => !command.permissions.includes(one));
      if (left.length < held.length)
        happens(turn, prompt, "AccessRevoked", { grants: withGrant(prompt, command.subject, left) });
      return null;
    }
    case "DeletePrompt": {
      if (!prompt.alive) return null;
      let rest = prompt;
      for (const name of prompt.live.keys()) rest = undeploy(turn, rest, name);
      happensToDetails(turn, rest, "PromptDeleted", { alive: false, deletedAt: turn.at });
      return changeSlug(turn, prompt.id, prompt.slug, null);
    }
    case "RestorePrompt": {
      if (prompt.alive) return null;
      const slug = command.slug ?? prompt.slug;
      happensToDetails(turn, prompt, "PromptRestored", { alive: true, deletedAt: null, slug });
      return changeSlug(turn, prompt.id, null, slug);
    }
  }
}

/** Whether two subjects are one. */
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

/** The slug that a prompt without a given one gets: by its name; if that is not to be had, with its id at the end. */
function freeSlug(turn: Turn, name: string, id: string): string {
  const words = name
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u);
  const base = words.filter((word) => word !== "").join("-");
  const minted = /^prm_[0-9A-Z]{26}$/i.test(id);
  const mark = (minted ? id.slice(-6) : id.slice(0, 6)).toLowerCase();
  const stem = base === "" ? "prompt" : base;
  const choices = [`${stem}-${mark}`, `${stem}-${id.toLowerCase()}`, `${stem}-${id}`];
  if (base !== "") choices.unshift(base);
  const free = choices.find((slug) => {
    const known = turn.slugs.get(slug);
    if (known === undefined) return true;
    return known.holder === null && (turn.occurredAt === undefined || turn.occurredAt >= known.lastAt);
  });
  return free ?? `${stem}-${id}`;
}
