import type {
  DeploymentDocument,
  Document,
  DocumentAddress,
  DocumentHeader,
  PromptDocument,
  PromptState,
  SlugDocument,
  VersionDocument,
  VersionState,
} from "@promptledger/core/adapter";
import {
  AT_APPEND,
  commitCount,
  currentNumber,
  deepFreeze,
  documentWithRecordedAt,
  effectiveGrants,
  foldCase,
  promptStreamName,
  slugStreamName,
  tagName,
} from "@promptledger/core/adapter";
import type { Row } from "./database.ts";
import { numberOf } from "./database.ts";
import type { AppendRow } from "./schema/append-types.ts";

/** The row of a prompt's document, as `append_v1` takes it: the document, and the columns it is found by. */
export function promptRow(part: number, { state, version, fold }: PromptDocument): AppendRow<"prompt"> {
  const { current, slug, name, description, createdBy, id } = state;
  const tags = state.tags.flatMap((tag) => [tag.id, tagName(tag)]);
  return {
    part,
    fold,
    version,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    latest_update: latestOf(state),
    current_updated_at: current?.updatedAt,
    current_number: currentNumber(state),
    commit_count: commitCount(state),
    starred: state.starred,
    deleted: state.status === "deleted",
    prompt_id: id,
    id_folded: folded(id),
    slug,
    slug_folded: folded(slug),
    name,
    name_folded: folded(name),
    description,
    description_folded: folded(description),
    created_by: createdBy,
    created_by_folded: folded(createdBy),
    tags,
    tags_folded: tags.some((tag) => folded(tag) !== null) ? tags.map(foldCase) : null,
    grants: grantsOf(state),
    body: JSON.stringify(state),
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
export function versionRow(part: number, { state, version, fold }: VersionDocument): AppendRow<"version"> {
  return { part, version, fold, environment: null, ...versionColumns(state), body: JSON.stringify(state) };
}

/** The row of a deployment's document: the columns are those of the version that it pins. */
export function deploymentRow(
  part: number,
  { state, version, fold }: DeploymentDocument,
): AppendRow<"version"> {
  const { environment, pinned, promptId } = state;
  return {
    environment,
    part,
    version,
    fold,
    ...versionColumns(pinned),
    prompt_id: promptId,
    body: JSON.stringify(state),
  };
}

/** The row of a slug's document, which needs no body. */
export function slugRow(part: number, { state, version, fold }: SlugDocument): AppendRow<"slug"> {
  return {
    part,
    version,
    fold,
    slug: state.slug,
    prompt_id: state.promptId,
    last_event_at: state.lastEventAt,
  };
}

/** The address of a document that is no more. */
export function removalRow(part: number, address: DocumentAddress): AppendRow<"removal"> {
  return {
    part,
    kind: address.kind,
    prompt_id: address.kind === "slug" ? null : address.promptId,
    number: address.kind === "version" ? address.number : null,
    environment: address.kind === "deployment" ? address.environment : null,
    slug: address.kind === "slug" ? address.slug : null,
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
  return deepFreeze(
    documentWithRecordedAt({ kind, ...header, state } as PromptDocument, numberOf(writtenAt)),
  );
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

function grantsOf(state: PromptState): readonly string[] {
  const texts: string[] = [];
  for (const { subject, permissions } of effectiveGrants(state))
    for (const permission of permissions) texts.push(grantText(subject, permission));
  return texts;
}

function versionColumns(
  state: VersionState,
): Omit<AppendRow<"version">, "part" | "version" | "fold" | "environment" | "body"> {
  const { content, id, description, createdBy, updatedBy } = state;
  const { model, reasoningEffort, verbosity, templateSyntax } = content;
  const toolChoice =
    typeof content.toolChoice === "object" ? JSON.stringify(content.toolChoice) : content.toolChoice;
  return {
    prompt_id: state.promptId,
    number: state.number,
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
