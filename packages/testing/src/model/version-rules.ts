import type { ErrorCode, VersionInput, VersionRef } from "@promptledger/core";
import type { ModelAppend } from "./model-append.ts";
import { changeSlug, recordDetailsEvent, recordVersionEvent } from "./model-append.ts";
import type { VersionCommand } from "./model-command.ts";
import type { ModelContent, ModelPrompt, ModelVersion } from "./model-state.ts";
import {
  changedFields,
  draftOf,
  LAST_NUMBER,
  latestOf,
  numberOf,
  numbersOf,
  sameContent,
} from "./model-state.ts";

/** Applies a command on a version of a prompt that is not deleted. Returns the code of the rejection, or null. */
export function applyToVersion(
  append: ModelAppend,
  prompt: ModelPrompt,
  command: VersionCommand,
): ErrorCode | null {
  switch (command.type) {
    case "CreateVersion":
      return addDraft(append, prompt, command);
    case "EditVersion":
      return edit(append, prompt, command);
    case "CommitVersion": {
      if (command.ifNoneCommitted && latestOf(prompt) !== undefined) return null;
      const number = command.number ?? draftOf(prompt);
      if (number === null) return "no-draft";
      const version = prompt.versions.get(number);
      if (version === undefined) return "version-not-found";
      if (version.committed) return null;
      if (command.createNextDraft && prompt.highest >= LAST_NUMBER) return "numbers-exhausted";
      const after = commit(append, prompt, number, command.message ?? null);
      if (command.createNextDraft) createVersion(append, after, prompt.highest + 1, inputFrom(version));
      return null;
    }
    case "SaveVersion": {
      const number = saveTarget(prompt, command.number);
      if (number > LAST_NUMBER) return "numbers-exhausted";
      save(append, prompt, number, command.mode, command.input);
      return null;
    }
    case "DeleteVersion":
      if (!prompt.versions.has(command.number)) return "version-not-found";
      if ([...prompt.live.values()].some((one) => one.version.number === command.number))
        return "version-live";
      return remove(append, prompt, command);
  }
}

/** The content and notes of a version, as the input of a new one. */
export function inputFrom({ content, description, integrations }: ModelVersion): VersionInput {
  return { ...content, description, integrations };
}

function addDraft(
  append: ModelAppend,
  prompt: ModelPrompt,
  { from, input }: { readonly from?: VersionRef; readonly input: VersionInput },
): ErrorCode | null {
  if (prompt.highest >= LAST_NUMBER) return "numbers-exhausted";
  const source = from === undefined ? undefined : prompt.versions.get(numberOf(prompt, from));
  if (from !== undefined && source === undefined) return "version-not-found";
  const whole = source === undefined ? input : { ...inputFrom(source), ...input };
  createVersion(append, commitDraft(append, prompt), prompt.highest + 1, whole);
  return null;
}

function remove(
  append: ModelAppend,
  prompt: ModelPrompt,
  { number, ifLastVersion }: { readonly number: number; readonly ifLastVersion?: "keep" | "delete" },
): ErrorCode | null {
  const after = recordVersionEvent(append, prompt, "VersionDeleted", number, null);
  if (after.versions.size > 0 || ifLastVersion !== "delete") return null;
  recordDetailsEvent(append, after, "PromptDeleted", { alive: false, deletedAt: append.at });
  return changeSlug(append, prompt.id, prompt.slug, null);
}

/** The number of the version that a save writes to. */
export function saveTarget(prompt: ModelPrompt, number: number | "next" | "current"): number {
  const current = numbersOf(prompt).at(-1) ?? 0;
  if (number === "next") return current + 1;
  return number === "current" ? Math.max(current, 1) : number;
}

/** Adds a draft. */
export function createVersion(
  append: ModelAppend,
  prompt: ModelPrompt,
  number: number,
  input: VersionInput,
): ModelPrompt {
  return recordVersionEvent(append, prompt, "VersionCreated", number, {
    id: append.nextVersionId(prompt.id),
    number,
    committed: false,
    content: changed({}, input),
    description: input.description ?? null,
    message: null,
    integrations: input.integrations ?? [],
    createdAt: append.at,
    createdBy: append.actor.id,
    updatedAt: append.at,
    updatedBy: append.actor.id,
    committedAt: null,
    committedBy: null,
    revision: 0,
  });
}

function commit(
  append: ModelAppend,
  prompt: ModelPrompt,
  number: number,
  message: string | null,
): ModelPrompt {
  const draft = existing(prompt, number);
  const facts = { committed: true, message, committedAt: append.at, committedBy: append.actor.id };
  return recordVersionEvent(append, prompt, "VersionCommitted", number, { ...draft, ...facts });
}

function commitDraft(append: ModelAppend, prompt: ModelPrompt): ModelPrompt {
  const draft = draftOf(prompt);
  return draft === null ? prompt : commit(append, prompt, draft, null);
}

function edit(
  append: ModelAppend,
  prompt: ModelPrompt,
  command: Extract<VersionCommand, { readonly type: "EditVersion" }>,
): ErrorCode | null {
  const number = command.number === undefined ? draftOf(prompt) : numberOf(prompt, command.number);
  if (number === null) return "no-draft";
  const version = prompt.versions.get(number);
  if (version === undefined) return "version-not-found";
  const input = changesOf(version, command);
  const after = edited(version, changed(version.content, input), input);
  if (version.committed && !sameContent(version.content, after.content)) return "version-committed";
  if (differs(version, after)) recordVersionEvent(append, prompt, "VersionEdited", number, after);
  return null;
}

/** The changes of an edit, with the associated integration and the syntax of new messages. */
function changesOf(
  version: ModelVersion,
  { changes, associate, syntax }: Extract<VersionCommand, { readonly type: "EditVersion" }>,
): VersionInput {
  const integrations = changes.integrations ?? version.integrations;
  const isNew = associate !== undefined && !integrations.includes(associate);
  const { templateSyntax = "mustache" } = version.content;
  const isOther = syntax !== undefined && templateSyntax !== syntax;
  const { messages } = changes;
  const areNew =
    messages !== undefined &&
    JSON.stringify(messages) !== JSON.stringify(version.content["messages"] ?? null);
  return {
    ...changes,
    ...(isNew ? { integrations: [...integrations, associate] } : {}),
    ...(isOther && areNew ? { templateSyntax: syntax } : {}),
  };
}

function save(
  append: ModelAppend,
  given: ModelPrompt,
  number: number,
  mode: "replace" | "patch",
  input: VersionInput,
): void {
  const draft = draftOf(given);
  let prompt = draft !== null && draft < number ? commitDraft(append, given) : given;
  if (!prompt.versions.has(number)) {
    commit(append, createVersion(append, prompt, number, input), number, null);
    return;
  }
  const replaces = mode === "replace";
  // A replaced draft is committed first, because it was a record of its own.
  if (replaces && number === draft) prompt = commit(append, prompt, number, null);
  const before = existing(prompt, number);
  const after = replaces
    ? edited(before, changed({}, input), { description: null, integrations: [], ...input })
    : edited(before, changed(before.content, input), input);
  const recordChange = (type: string, version: ModelVersion): void => {
    prompt = recordVersionEvent(append, prompt, type, number, version);
  };
  if (!before.committed) {
    if (differs(before, after)) recordChange("VersionEdited", after);
    commit(append, prompt, number, null);
    return;
  }
  // A replacement by the same person with the same content changes nothing; by another person it is a new record.
  const newRecord = replaces && (differs(before, after) || before.createdBy !== append.actor.id);
  if (sameContent(before.content, after.content) && !newRecord) {
    if (differs(before, after)) recordChange("VersionEdited", after);
    return;
  }
  const record = replaces ? { createdAt: append.at, createdBy: append.actor.id } : {};
  recordChange("VersionReopened", { ...before, ...record, committed: false });
  if (differs(before, after)) recordChange("VersionEdited", { ...after, ...record, committed: false });
  commit(append, prompt, number, replaces ? null : before.message);
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

/** The content after an input: its fields are set, and those that are null are cleared. */
function changed(content: ModelContent, input: VersionInput): ModelContent {
  const { description: _description, integrations: _integrations, ...fields } = input;
  const all = Object.entries({ ...content, ...defined(fields) });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

function defined(fields: ModelContent): ModelContent {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
