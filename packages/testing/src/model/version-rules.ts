import type { ErrorCode, VersionCommand, VersionInput } from "@promptledger/core";
import type { ModelContent, ModelPrompt, ModelVersion } from "./model-state.ts";
import { changedFields, draftOf, numbersOf, sameContent } from "./model-state.ts";
import type { Turn } from "./turn.ts";
import { happensToVersion } from "./turn.ts";

const LAST_NUMBER = 2 ** 31 - 1;

/** What a command on a version does to a living prompt: nothing, something in this turn, or a refusal with this code. */
export function applyToVersion(turn: Turn, prompt: ModelPrompt, command: VersionCommand): ErrorCode | null {
  switch (command.type) {
    case "CreateVersion":
      if (prompt.highest >= LAST_NUMBER) return "numbers-exhausted";
      create(turn, commitDraft(turn, prompt), prompt.highest + 1, command.input);
      return null;
    case "EditVersion":
      return edit(turn, prompt, command.number ?? draftOf(prompt), command.changes);
    case "CommitVersion": {
      const number = command.number ?? draftOf(prompt);
      if (number === null) return "no-draft";
      const version = prompt.versions.get(number);
      if (version === undefined) return "version-not-found";
      if (version.committed) return null;
      if (command.openNext && prompt.highest >= LAST_NUMBER) return "numbers-exhausted";
      const after = commit(turn, prompt, number, command.message ?? null);
      if (command.openNext) {
        const { content, description, integrations } = version;
        create(turn, after, prompt.highest + 1, { ...content, description, integrations });
      }
      return null;
    }
    case "SaveVersion": {
      const number = saveTarget(prompt, command.number);
      if (number > LAST_NUMBER) return "numbers-exhausted";
      save(turn, prompt, number, command.mode, command.input);
      return null;
    }
    case "DeleteVersion":
      if (!prompt.versions.has(command.number)) return "version-not-found";
      if ([...prompt.live.values()].some((one) => one.version.number === command.number))
        return "version-live";
      happensToVersion(turn, prompt, "VersionDeleted", command.number, null);
      return null;
  }
}

/** The number that a save goes to. */
export function saveTarget(prompt: ModelPrompt, number: number | "next" | "current"): number {
  const current = numbersOf(prompt).at(-1) ?? 0;
  if (number === "next") return current + 1;
  return number === "current" ? Math.max(current, 1) : number;
}

function create(turn: Turn, prompt: ModelPrompt, number: number, input: VersionInput): ModelPrompt {
  return happensToVersion(turn, prompt, "VersionCreated", number, {
    id: turn.nextVersionId(prompt.id),
    number,
    committed: false,
    content: changed({}, input),
    description: input.description ?? null,
    message: null,
    integrations: input.integrations ?? [],
    createdAt: turn.at,
    createdBy: turn.actor.id,
    updatedAt: turn.at,
    updatedBy: turn.actor.id,
    committedAt: null,
    committedBy: null,
    revision: 0,
  });
}

function commit(turn: Turn, prompt: ModelPrompt, number: number, message: string | null): ModelPrompt {
  const draft = existing(prompt, number);
  const facts = { committed: true, message, committedAt: turn.at, committedBy: turn.actor.id };
  return happensToVersion(turn, prompt, "VersionCommitted", number, { ...draft, ...facts });
}

function commitDraft(turn: Turn, prompt: ModelPrompt): ModelPrompt {
  const draft = draftOf(prompt);
  return draft === null ? prompt : commit(turn, prompt, draft, null);
}

function edit(turn: Turn, prompt: ModelPrompt, number: number | null, input: VersionInput): ErrorCode | null {
  if (number === null) return "no-draft";
  const version = prompt.versions.get(number);
  if (version === undefined) return "version-not-found";
  const after = edited(version, changed(version.content, input), input);
  if (version.committed && !sameContent(version.content, after.content)) return "version-committed";
  if (differs(version, after)) happensToVersion(turn, prompt, "VersionEdited", number, after);
  return null;
}

function save(
  turn: Turn,
  given: ModelPrompt,
  number: number,
  mode: "replace" | "patch",
  input: VersionInput,
): void {
  const draft = draftOf(given);
  let prompt = draft !== null && draft < number ? commitDraft(turn, given) : given;
  if (!prompt.versions.has(number)) {
    commit(turn, create(turn, prompt, number, input), number, null);
    return;
  }
  const replaces = mode === "replace";
  // What is replaced was a record of its own, also where it was a draft.
  if (replaces && number === draft) prompt = commit(turn, prompt, number, null);
  const before = existing(prompt, number);
  const after = replaces
    ? edited(before, changed({}, input), { description: null, integrations: [], ...input })
    : edited(before, changed(before.content, input), input);
  const becomes = (type: string, version: ModelVersion): void => {
    prompt = happensToVersion(turn, prompt, type, number, version);
  };
  if (!before.committed) {
    if (differs(before, after)) becomes("VersionEdited", after);
    commit(turn, prompt, number, null);
    return;
  }
  // A replacement by the same person with the same things in it changes nothing; by another person it is a new record.
  const newRecord = replaces && (differs(before, after) || before.createdBy !== turn.actor.id);
  if (sameContent(before.content, after.content) && !newRecord) {
    if (differs(before, after)) becomes("VersionEdited", after);
    return;
  }
  const record = replaces ? { createdAt: turn.at, createdBy: turn.actor.id } : {};
  becomes("VersionReopened", { ...before, ...record, committed: false });
  if (differs(before, after)) becomes("VersionEdited", { ...after, ...record, committed: false });
  commit(turn, prompt, number, before.message);
}

function existing(prompt: ModelPrompt, number: number): ModelVersion {
  const version = prompt.versions.get(number);
  if (version === undefined) throw new Error(`the model has no version ${number}`);
  return version;
}

function edited(version: ModelVersion, content: ModelContent, input: VersionInput): ModelVersion {
  const { description = version.description, integrations = version.integrations } = input;
  return { ...version, content, description, integrations };
}

function differs(left: ModelVersion, right: ModelVersion): boolean {
  const notes = (one: ModelVersion): string => JSON.stringify([one.description, one.integrations]);
  return changedFields(left.content, right.content).length > 0 || notes(left) !== notes(right);
}

/** A content with an input's fields set, and those that are null cleared. */
function changed(content: ModelContent, input: VersionInput): ModelContent {
  const { description: _description, integrations: _integrations, ...fields } = input;
  const all = Object.entries({ ...content, ...defined(fields) });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

function defined(fields: ModelContent): ModelContent {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
