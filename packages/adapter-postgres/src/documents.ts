import type {
  DeploymentDocument,
  Document,
  DocumentHeader,
  PromptDocument,
  PromptState,
  SlugDocument,
  VersionDocument,
  VersionState,
} from "@promptledger/core";
import {
  AT_APPEND,
  deepFreeze,
  foldCase,
  promptStreamName,
  settleDocument,
  slugStreamName,
  tagName,
} from "@promptledger/core";
import type { Row } from "./database.ts";
import { numberOf } from "./database.ts";
import type { PromptInput } from "./schema/append-function.ts";

/** The row of a prompt's document, as `append_v1` takes it: the columns it is found by, and the index of its body. */
export function promptRow(
  part: number,
  body: number,
  { state, version, fold }: PromptDocument,
): Readonly<Record<PromptInput, string | number | boolean | null>> {
  const { current, slug, name, description, createdBy, id } = state;
  const tags = state.tags.flatMap((tag) => [tag.id, tagName(tag)]);
  return {
    part,
    prompt_id: id,
    version,
    fold,
    body,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    latest_update: latestOf(state),
    current_updated_at: current?.updatedAt ?? null,
    current_number: state.numbers.at(-1) ?? 0,
    commit_count: state.numbers.length - (state.draft === null ? 0 : 1),
    starred: state.starred,
    deleted: state.status === "deleted",
    slug,
    name,
    description,
    created_by: createdBy,
    tags: arrayText(tags),
    grants: arrayText(grantsOf(state)),
    id_folded: folded(id),
    slug_folded: folded(slug),
    name_folded: folded(name),
    description_folded: folded(description),
    created_by_folded: folded(createdBy),
    tags_folded: tags.some((tag) => folded(tag) !== null) ? arrayText(tags.map(foldCase)) : null,
  };
}

/** One permission of one subject, as the column `grants` holds it. */
export function grantText(
  subject: { readonly type: string; readonly id: string },
  permission: string,
): string {
  return `${permission} ${subject.type} ${subject.id}`;
}

/** The row of a version's document. */
export function versionRow(part: number, body: number, { state, version, fold }: VersionDocument): object {
  return { part, version, fold, number: state.number, body, ...versionColumns(state) };
}

/** The row of a deployment's document: the columns are those of the version that it pins. */
export function deploymentRow(
  part: number,
  body: number,
  { state, version, fold }: DeploymentDocument,
): object {
  const { environment, pinned } = state;
  return {
    part,
    version,
    fold,
    body,
    ...versionColumns(pinned),
    environment,
    number: pinned.number,
    prompt_id: state.promptId,
  };
}

/** The row of a slug's document, which needs no body. */
export function slugRow(part: number, { state, version, fold }: SlugDocument): object {
  return {
    part,
    version,
    fold,
    slug: state.slug,
    prompt_id: state.promptId,
    last_event_at: state.lastEventAt,
  };
}

/** The document of a row `body, version, fold, written_at`, its times settled, frozen to its depths. */
export function documentOf(
  kind: "prompt" | "version" | "deployment",
  [body, version, fold, writtenAt]: Row,
): PromptDocument | VersionDocument | DeploymentDocument {
  const state = JSON.parse(String(body));
  const stream = promptStreamName(kind === "prompt" ? state.id : state.promptId);
  const header: DocumentHeader = { stream, version: numberOf(version), fold: numberOf(fold) };
  return deepFreeze(settleDocument({ kind, ...header, state } as PromptDocument, numberOf(writtenAt)));
}

/** The document of a row `slug, prompt_id, version, fold, last_event_at`. */
export function slugDocumentOf([slugColumn, holder, version, fold, lastEventAt]: Row): Document {
  const slug = String(slugColumn);
  const promptId = holder === null ? null : String(holder);
  return deepFreeze({
    kind: "slug" as const,
    stream: slugStreamName(slug),
    version: numberOf(version),
    fold: numberOf(fold),
    state: { slug, promptId, lastEventAt: numberOf(lastEventAt) },
  });
}

// -1 is the time of the append, which is later than any other.
function latestOf({ updatedAt, current }: PromptState): number {
  if (updatedAt === AT_APPEND || current?.updatedAt === AT_APPEND) return AT_APPEND;
  return Math.max(updatedAt, current?.updatedAt ?? 0);
}

function grantsOf({ grants }: PromptState): readonly string[] {
  return grants.flatMap(({ subject, permissions }) =>
    permissions.map((permission) => grantText(subject, permission)),
  );
}

function versionColumns(state: VersionState): object {
  const { content, id, description, createdBy, updatedBy } = state;
  const { model, reasoningEffort, verbosity, templateSyntax } = content;
  const toolChoice =
    typeof content.toolChoice === "object" ? JSON.stringify(content.toolChoice) : content.toolChoice;
  return {
    prompt_id: state.promptId,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    temperature: content.temperature,
    max_tokens: content.maxTokens,
    top_p: content.topP,
    frequency_penalty: content.frequencyPenalty,
    presence_penalty: content.presencePenalty,
    seed: content.seed,
    committed: state.status === "committed",
    stream: content.stream,
    is_enforcing_response_format: content.isEnforcingResponseFormat,
    id,
    id_folded: folded(id),
    description,
    description_folded: folded(description),
    created_by: createdBy,
    created_by_folded: folded(createdBy),
    updated_by: updatedBy,
    updated_by_folded: folded(updatedBy),
    model,
    model_folded: folded(model),
    reasoning_effort: reasoningEffort,
    reasoning_effort_folded: folded(reasoningEffort),
    verbosity,
    verbosity_folded: folded(verbosity),
    tool_choice: toolChoice,
    tool_choice_folded: folded(toolChoice),
    template_syntax: templateSyntax,
    template_syntax_folded: folded(templateSyntax),
  };
}

// Where folding changes nothing, the function takes the text itself.
function folded(value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const lower = foldCase(value);
  return lower === value ? null : lower;
}

// As PostgreSQL writes an array of texts.
function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/gu, "\\$&")}"`).join(",")}}`;
}
