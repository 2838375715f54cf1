import type { Decider, Decision } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import type { EditVersion, VersionInput } from "./commands.ts";
import { contentOf } from "./commands.ts";
import type { Content, ContentChanges } from "./content.ts";
import { applyContentChanges, CONTENT_HASH_VERSION, effectiveChanges, normalizeContent } from "./content.ts";
import type { VersionCommitted, VersionEdited, VersionEvent } from "./events.ts";
import { evolveVersion } from "./evolve.ts";
import type { VersionState } from "./state.ts";
import { initialVersion } from "./state.ts";
import { changesToFormat, changesToText, contentOfText } from "./template-text.ts";

/** What a decision may use beside command and state. */
export interface VersionContext {
  readonly actor: string;
  /** A new version's id. */
  versionId(): string;
  hashContent(content: Content): string;
}

/** What is asked of one version, after the prompt's rules have said which. */
export type VersionStep = CreateStep | EditVersion | CommitStep | SaveStep | { readonly type: "Delete" };

interface CreateStep {
  readonly type: "Create";
  readonly promptId: string;
  readonly number: number;
  readonly input: VersionInput;
}

interface CommitStep {
  readonly type: "Commit";
  readonly message: string | null;
}

interface SaveStep extends Omit<CreateStep, "type"> {
  readonly type: "Save";
  readonly mode: "replace" | "patch";
  readonly text?: string;
  readonly format?: "text" | "json";
}

/** The Version aggregate: content and life of one numbered version. */
export const versionDecider: Decider<VersionStep, VersionState, VersionEvent, VersionContext> = {
  initialState: initialVersion,
  decide,
  evolve: evolveVersion,
};

function decide(step: VersionStep, state: VersionState, context: VersionContext): Decision<VersionEvent> {
  switch (step.type) {
    case "Create":
      return accept(created(step, context));
    case "EditVersion":
      return decideEdit(step, state);
    case "Commit":
      return state.status === "committed"
        ? accept()
        : accept(committed(state.number, state.content, step.message, context));
    case "Save":
      return decideSave(step, state, context);
    case "Delete":
      return accept({ type: "VersionDeleted", data: { number: state.number } });
  }
}

/** The rule that freezes a committed version: its content takes no change, what stands beside it does. */
function decideEdit(step: EditVersion, state: VersionState): Decision<VersionEvent> {
  const input = intended(step, state);
  const edit = edited(state, effectiveChanges(state.content, contentOf(input)), input);
  if (edit === null) return accept();
  const fields = Object.keys(edit.data.changes);
  if (state.status === "committed" && fields.length > 0) {
    const { number } = state;
    const message = `version ${number} is committed, and its content is frozen; create a new version to change ${fields.join(", ")}`;
    return reject("version-committed", message, fields[0], { number, fields });
  }
  return accept(edit);
}

/** An edit's changes, with what the version itself settles: one more integration, and the syntax of new messages (rule X10). */
function intended({ changes, associate, syntax }: EditVersion, state: VersionState): VersionInput {
  const integrations = changes.integrations ?? state.integrations;
  const { templateSyntax = "jinja" } = state.content;
  const isRewritten = syntax !== undefined && changes.messages !== undefined && templateSyntax !== "jinja";
  const isNew = associate !== undefined && !integrations.includes(associate);
  return Object.assign(
    {},
    changes,
    isNew ? { integrations: [...integrations, associate] } : null,
    isRewritten ? { templateSyntax: syntax } : null,
  );
}

function decideSave(step: SaveStep, state: VersionState, context: VersionContext): Decision<VersionEvent> {
  const { number, mode } = step;
  const absent = state.status === "none" || state.status === "deleted";
  const input = savedInput(step, absent ? null : state.content);
  if (absent) {
    const creation = created({ ...step, input }, context);
    return accept(creation, committed(number, creation.data.content, null, context));
  }
  const target =
    mode === "replace"
      ? normalizeContent(contentOf(input))
      : applyContentChanges(state.content, contentOf(input));
  const changes = differences(state.content, target);
  const notes = mode === "replace" ? { description: null, integrations: [], ...input } : input;
  const edit = edited(state, changes, notes);
  const draft = state.status === "draft";
  if (draft && mode === "patch")
    return accept(...(edit === null ? [] : [edit]), committed(number, target, null, context));
  // What a replacement drops was a record of its own: a draft is committed first, so that the history tells one from the other.
  const before = draft ? [committed(number, state.content, null, context)] : [];
  const sameContent = Object.keys(changes).length === 0;
  const newRecord =
    mode === "replace" && (!sameContent || edit !== null || state.createdBy !== context.actor);
  if (sameContent && !newRecord) return accept(...before, ...(edit === null ? [] : [edit]));
  return accept(
    ...before,
    { type: "VersionReopened", data: { number, mode } },
    ...(edit === null ? [] : [edit]),
    committed(number, target, state.message, context),
  );
}

/** What a save changes; null stands for the content of a number that has none. */
function savedInput({ mode, input, text, format }: SaveStep, content: Content | null): VersionInput {
  const before = mode === "replace" ? null : content;
  return {
    ...input,
    ...(text === undefined ? {} : before === null ? contentOfText(text) : changesToText(before, text)),
    ...(format === undefined ? {} : changesToFormat(before ?? {}, format)),
  };
}

function created(step: Omit<CreateStep, "type">, context: VersionContext) {
  return {
    type: "VersionCreated" as const,
    data: {
      promptId: step.promptId,
      versionId: context.versionId(),
      number: step.number,
      content: normalizeContent(contentOf(step.input)),
      description: step.input.description ?? null,
      integrations: step.input.integrations ?? [],
    },
  };
}

function committed(
  number: number,
  content: Content,
  message: string | null,
  context: VersionContext,
): VersionCommitted {
  const contentHash = context.hashContent(content);
  return {
    type: "VersionCommitted",
    data: { number, contentHash, hashVersion: CONTENT_HASH_VERSION, message },
  };
}

/** The event that tells what differs, or null where nothing does. */
function edited(state: VersionState, changes: ContentChanges, notes: VersionInput): VersionEdited | null {
  const { description, integrations } = notes;
  const newDescription = description !== undefined && description !== state.description;
  const newIntegrations =
    integrations !== undefined && JSON.stringify(integrations) !== JSON.stringify(state.integrations);
  if (Object.keys(changes).length === 0 && !newDescription && !newIntegrations) return null;
  return {
    type: "VersionEdited",
    data: {
      number: state.number,
      changes,
      ...(newDescription ? { description } : {}),
      ...(newIntegrations ? { integrations } : {}),
    },
  };
}

/** The changes that lead from one content to another. */
function differences(from: Content, to: Content): ContentChanges {
  const cleared = Object.fromEntries(Object.keys(from).map((field) => [field, null]));
  return effectiveChanges(from, { ...cleared, ...to });
}
