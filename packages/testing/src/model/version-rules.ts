import type { ErrorCode, VersionInput, VersionRef } from "@promptledger/core";
import type { VersionCommand } from "./model-command.ts";
import type { ModelContent, ModelPrompt, ModelVersion } from "./model-state.ts";
import { changedFields, draftOf, latestOf, numberOf, numbersOf, sameContent } from "./model-state.ts";
import type { Turn } from "./turn.ts";
import { changeSlug, happensToDetails, happensToVersion } from "./turn.ts";

const LAST_NUMBER = 2 ** 31 - 1;

/** What a command on a version does to a living prompt: nothing, something in this turn, or a refusal with this code. */
export function applyToVersion(turn: Turn, prompt: ModelPrompt, command: VersionCommand): ErrorCode | null {
  switch (command.type) {
    case "CreateVersion":
      return addDraft(turn, prompt, command);
    case "EditVersion":
      return edit(turn, prompt, command);
    case "CommitVersion": {
      if (command.ifNoneCommitted && latestOf(prompt) !== undefined) return null;
      const number = command.number ?? draftOf(prompt);
      if (number === null) return "no-draft";
      const version = prompt.versions.get(number);
      if (version === undefined) return "version-not-found";
      if (version.committed) return null;
      if (command.createNextDraft && prompt.highest >= LAST_NUMBER) return "numbers-exhausted";
      const after = commit(turn, prompt, number, command.message ?? null);
      if (command.createNextDraft) createVersion(turn, after, prompt.highest + 1, inputFrom(version));
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
      return remove(turn, prompt, command);
  }
}

/** What a version holds, as the input of another one. */
export function inputFrom({ content, description, integrations }: ModelVersion): VersionInput {
  return { ...content, description, integrations };
}

function addDraft(
  turn: Turn,
  prompt: ModelPrompt,
  { from, input }: { readonly from?: VersionRef; readonly input: VersionInput },
): ErrorCode | null {
  if (prompt.highest >= LAST_NUMBER) return "numbers-exhausted";
  const source = from === undefined ? undefined : prompt.versions.get(numberOf(prompt, from));
  if (from !== undefined && source === undefined) return "version-not-found";
  const whole = source === undefined ? input : { ...inputFrom(source), ...input };
  createVersion(turn, commitDraft(turn, prompt), prompt.highest + 1, whole);
  return null;
}

function remove(
  turn: Turn,
  prompt: ModelPrompt,
  { number, ifLastVersion }: { readonly number: number; readonly ifLastVersion?: "keep" | "delete" },
): ErrorCode | null {
  const after = happensToVersion(turn, prompt, "VersionDeleted", number, null);
  if (after.versions.size > 0 || ifLastVersion !== "delete") return null;
  happensToDetails(turn, after, "PromptDeleted", { alive: false, deletedAt: turn.at });
  return changeSlug(turn, prompt.id, prompt.slug, null);
}

/** The number that a save goes to. */
export function saveTarget(prompt: ModelPrompt, number: number | "next" | "current"): number {
  const current = numbersOf(prompt).at(-1) ?? 0;
  if (number === "next") return current + 1;
  return number === "current" ? Math.max(current, 1) : number;
}

/** Adds a draft. */
export function createVersion(
  turn: Turn,
  prompt: ModelPrompt,
  number: number,
  input: VersionInput,
): ModelPrompt {
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

function edit(
  turn: Turn,
  prompt: ModelPrompt,
  command: Extract<VersionCommand, { readonly type: "EditVersion" }>,
): ErrorCode | null {
  const number = command.number === undefined ? draftOf(prompt) : numberOf(prompt, command.number);
  if (number === null) return "no-draft";
  const version = prompt.versions.get(number);
  if (version === undefined) return "version-not-found";
  const input = intended(version, command);
  const after = edited(version, changed(version.content, input), input);
  if (version.committed && !sameContent(version.content, after.content)) return "version-committed";
  if (differs(version, after)) happensToVersion(turn, prompt, "VersionEdited", number, after);
  return null;
}

/** The changes of an edit, with one more integration and the syntax of new messages. */
function intended(
  version: ModelVersion,
  { changes, associate, syntax }: Extract<VersionCommand, { readonly type: "EditVersion" }>,
): VersionInput {
  const integrations = changes.integrations ?? version.integrations;
  const isNew = associate !== undefined && !integrations.includes(associate);
  const { templateSyntax = "mustache" } = version.content;
  const isOther = syntax !== undefined && templateSyntax !== "jinja" && templateSyntax !== syntax;
  return {
    ...changes,
    ...(isNew ? { integrations: [...integrations, associate] } : {}),
    ...(isOther && changes.messages !== undefined ? { templateSyntax: syntax } : {}),
  };
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
    commit(turn, createVersion(turn, prompt, number, input), number, null);
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
