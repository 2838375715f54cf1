import type { Decider, Decision } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import type { VersionCommand, VersionInput } from "./commands.ts";
import { MAXIMUM_INTEGRATIONS } from "./commands.ts";
import { CONTENT_FIELDS, effectiveChanges } from "./content.ts";
import type { SaveStep } from "./decide-save.ts";
import { decideSave } from "./decide-save.ts";
import type { VersionEvent } from "./events.ts";
import { evolveVersion } from "./evolve.ts";
import type { VersionContext } from "./make-events.ts";
import { committed, created, edited } from "./make-events.ts";
import type { VersionState } from "./state.ts";
import { initialVersion } from "./state.ts";

/** What is asked of one version, after the prompt's rules have said which. */
export type VersionStep =
  | CreateStep
  | VersionCommand<"EditVersion">
  | CommitStep
  | SaveStep
  | { readonly type: "Delete" };

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
      return decideEdit(step, state, context);
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

/**
 * The rule that freezes a committed version: its content takes no change, what stands beside it does. For those who may not READ, every field of
 * the content counts as a change: otherwise they could guess what it holds.
 */
function decideEdit(
  step: VersionCommand<"EditVersion">,
  state: VersionState,
  context: VersionContext,
): Decision<VersionEvent> {
  const input = intended(step, state);
  const changes = effectiveChanges(state.content, input);
  const committed = state.status === "committed";
  const fields = committed && !context.mayRead() ? contentFields(step.changes) : Object.keys(changes);
  if (committed && fields.length > 0) {
    const { number } = state;
    const message = `version ${number} is committed, and its content is frozen; create a new version to change ${fields.join(", ")}`;
    return reject("version-committed", message, fields[0], { number, fields });
  }
  if ((input.integrations ?? []).length > MAXIMUM_INTEGRATIONS) {
    const message = `version ${state.number} has ${MAXIMUM_INTEGRATIONS} integrations, the most that a version may have; remove one first`;
    return reject("invalid-input", message, "associate");
  }
  const edit = edited(state, changes, input);
  return edit === null ? accept() : accept(edit);
}

/** The fields of the content that an input gives. */
function contentFields(input: VersionInput): readonly string[] {
  return CONTENT_FIELDS.flatMap(([field]) => (input[field] === undefined ? [] : [field]));
}

/** An edit's changes, with what the version itself settles: one more integration, and the syntax of new messages (rule X10). */
function intended(
  { changes, associate, syntax }: VersionCommand<"EditVersion">,
  state: VersionState,
): VersionInput {
  const integrations = changes.integrations ?? state.integrations;
  const { templateSyntax = "mustache" } = state.content;
  const { messages } = changes;
  const isOther = messages !== undefined && syntax !== undefined && templateSyntax !== syntax;
  // The same messages again, as a client sends back what it has read, change nothing.
  const isRewritten = isOther && "messages" in effectiveChanges(state.content, { messages });
  const isNew = associate !== undefined && !integrations.includes(associate);
  if (!isNew && !isRewritten) return changes;
  return {
    ...changes,
    ...(isNew ? { integrations: [...integrations, associate] } : {}),
    ...(isRewritten ? { templateSyntax: syntax } : {}),
  };
}
