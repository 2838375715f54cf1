import type { Decision } from "../decider.ts";
import { accept } from "../decider.ts";
import type { VersionInput } from "./commands.ts";
import type { Content, ContentChanges } from "./content.ts";
import { applyContentChanges, effectiveChanges, normalizeContent } from "./content.ts";
import type { VersionEvent } from "./events.ts";
import type { VersionContext } from "./make-events.ts";
import { committed, created, edited } from "./make-events.ts";
import type { VersionState } from "./state.ts";
import { changesToFormat, changesToText, contentOfText } from "./template-text.ts";

/** Saves to a numbered slot and leaves it committed (rule X6). */
export interface SaveStep {
  readonly type: "Save";
  readonly promptId: string;
  readonly number: number;
  readonly input: VersionInput;
  readonly mode: "replace" | "patch";
  readonly text?: string;
  readonly format?: "text" | "json";
}

/**
 * Decides on a save. An existing version is reopened, edited and committed again, so that its previous content stays in the history. A patch
 * keeps the commit message; a replacement begins a new record, which has none.
 */
export function decideSave(
  step: SaveStep,
  state: VersionState,
  context: VersionContext,
): Decision<VersionEvent> {
  const { number, mode } = step;
  const absent = state.status === "none" || state.status === "deleted";
  const input = savedInput(step, absent ? null : state.content);
  if (absent) {
    const creation = created({ ...step, input }, context);
    return accept(creation, committed(number, creation.data.content, null, context));
  }
  const target = mode === "replace" ? normalizeContent(input) : applyContentChanges(state.content, input);
  const changes = differences(state.content, target);
  const notes = mode === "replace" ? { description: null, integrations: [], ...input } : input;
  const edit = edited(state, changes, notes);
  const draft = state.status === "draft";
  if (draft && mode === "patch")
    return accept(...(edit === null ? [] : [edit]), committed(number, target, null, context));
  // A replaced draft was a record of its own. It is committed first, so that the history distinguishes the two.
  const before = draft ? [committed(number, state.content, null, context)] : [];
  const sameContent = Object.keys(changes).length === 0;
  const newRecord =
    mode === "replace" && (!sameContent || edit !== null || state.createdBy !== context.actor);
  if (sameContent && !newRecord) return accept(...before, ...(edit === null ? [] : [edit]));
  return accept(
    ...before,
    { type: "VersionReopened", data: { number, mode } },
    ...(edit === null ? [] : [edit]),
    committed(number, target, mode === "replace" ? null : state.message, context),
  );
}

/** The changes of a save; null as the old content means that the number has no version. */
function savedInput({ mode, input, text, format }: SaveStep, content: Content | null): VersionInput {
  const before = mode === "replace" ? null : content;
  return {
    ...input,
    ...(text === undefined ? {} : before === null ? contentOfText(text) : changesToText(before, text)),
    ...(format === undefined ? {} : changesToFormat(before ?? {}, format)),
  };
}

/** The changes that lead from one content to another. */
function differences(from: Content, to: Content): ContentChanges {
  const cleared = Object.fromEntries(Object.keys(from).map((field) => [field, null]));
  return effectiveChanges(from, { ...cleared, ...to });
}
