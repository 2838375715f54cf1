import type {
  FilterField,
  PromptField,
  PromptState,
  VersionField,
  VersionState,
} from "@promptledger/core/adapter";
import { AT_APPEND, commitCount, currentNumber, effectiveGrants, tagName } from "@promptledger/core/adapter";

/** The type of a column. A `time` is a bigint of milliseconds; `AT_APPEND` in it stands for the time of the append that writes it. */
export type ColumnType = "time" | "bigint" | "double precision" | "boolean" | "text" | "text[]";

/** What a column of a document is given. */
export type ColumnValue = number | boolean | string | readonly string[] | null | undefined;

/** A column that is computed from the state of a document. */
export interface DocumentColumn<State> {
  readonly name: string;
  readonly type: ColumnType;
  readonly value: (state: State) => ColumnValue;
  /** Default: false. */
  readonly nullable?: boolean;
  /** The column of the lower-case form, which searches that ignore case compare with. */
  readonly folded?: string;
}

/** The fields of a prompt that a filter can name, each with its column. */
const PROMPT_FIELDS: { readonly [Field in PromptField]: DocumentColumn<PromptState> } = {
  id: { name: "prompt_id", folded: "id_folded", type: "text", value: ({ id }) => id },
  slug: text("slug", ({ slug }) => slug),
  name: text("name", ({ name }) => name),
  description: { ...text("description", ({ description }) => description), nullable: true },
  starred: { name: "starred", type: "boolean", value: ({ starred }) => starred },
  deleted: { name: "deleted", type: "boolean", value: ({ status }) => status === "deleted" },
  // Each tag's id, and its name: `key` or `key:value`
  tag: {
    name: "tags",
    folded: "tags_folded",
    type: "text[]",
    value: ({ tags }) => tags.flatMap((tag) => [tag.id, tagName(tag)]),
  },
  commitCount: { name: "commit_count", type: "bigint", value: commitCount },
  createdBy: text("created_by", ({ createdBy }) => createdBy),
  createdAt: { name: "created_at", type: "time", value: ({ createdAt }) => createdAt },
  // The later of the prompt's own last change and its current version's (rule X9)
  updatedAt: { name: "latest_update", type: "time", value: latestUpdate },
};

/** The fields of a version that a filter can name, each with its column. */
const VERSION_FIELDS: { readonly [Field in VersionField]: DocumentColumn<VersionState> } = {
  number: { name: "number", type: "bigint", value: ({ number }) => number },
  id: text("id", ({ id }) => id),
  description: { ...text("description", ({ description }) => description), nullable: true },
  committed: { name: "committed", type: "boolean", value: ({ status }) => status === "committed" },
  createdBy: text("created_by", ({ createdBy }) => createdBy),
  updatedBy: text("updated_by", ({ updatedBy }) => updatedBy),
  createdAt: { name: "created_at", type: "time", value: ({ createdAt }) => createdAt },
  updatedAt: { name: "updated_at", type: "time", value: ({ updatedAt }) => updatedAt },
  model: setting("model", "text", ({ model }) => model),
  temperature: setting("temperature", "double precision", ({ temperature }) => temperature),
  maxTokens: setting("max_tokens", "double precision", ({ maxTokens }) => maxTokens),
  topP: setting("top_p", "double precision", ({ topP }) => topP),
  frequencyPenalty: setting("frequency_penalty", "double precision", (content) => content.frequencyPenalty),
  presencePenalty: setting("presence_penalty", "double precision", (content) => content.presencePenalty),
  stream: setting("stream", "boolean", ({ stream }) => stream),
  reasoningEffort: setting("reasoning_effort", "text", ({ reasoningEffort }) => reasoningEffort),
  verbosity: setting("verbosity", "text", ({ verbosity }) => verbosity),
  seed: setting("seed", "double precision", ({ seed }) => seed),
  toolChoice: setting("tool_choice", "text", ({ toolChoice }) =>
    typeof toolChoice === "object" ? JSON.stringify(toolChoice) : toolChoice,
  ),
  isEnforcingResponseFormat: setting(
    "is_enforcing_response_format",
    "boolean",
    (content) => content.isEnforcingResponseFormat,
  ),
  templateSyntax: setting("template_syntax", "text", ({ templateSyntax }) => templateSyntax),
};

/** The columns that prompts are found and sorted by. */
export const PROMPT_COLUMNS: readonly DocumentColumn<PromptState>[] = [
  ...Object.values(PROMPT_FIELDS),
  { name: "updated_at", type: "time", value: ({ updatedAt }) => updatedAt },
  { name: "current_updated_at", type: "time", value: ({ current }) => current?.updatedAt, nullable: true },
  // The highest number of its versions, 0 where it has none
  { name: "current_number", type: "bigint", value: currentNumber },
  { name: "grants", type: "text[]", value: grantsOf },
];

/** The columns of a version, and of the version that a deployment pins. */
export const VERSION_COLUMNS: readonly DocumentColumn<VersionState>[] = Object.values(VERSION_FIELDS);

/** A column that a field of a filter is compared in. */
export interface FilterColumn extends Pick<DocumentColumn<never>, "name" | "type" | "folded"> {
  /** The alias of its table: `p` for prompts, `c` for the current version, `l` for what is live. */
  readonly table: "p" | "c" | "l";
}

/** Where a field is stored. */
export function columnOf(field: FilterField): FilterColumn {
  const [first, versionField] = field.split(".");
  if (versionField === undefined) return { table: "p", ...PROMPT_FIELDS[field as PromptField] };
  return { table: first === "current" ? "c" : "l", ...VERSION_FIELDS[versionField as VersionField] };
}

/** One permission of one subject, as the column `grants` holds it. */
export function grantText(
  subject: { readonly type: string; readonly id: string },
  permission: string,
): string {
  return `${permission} ${subject.type} ${subject.id}`;
}

function text<State>(name: string, value: (state: State) => ColumnValue): DocumentColumn<State> {
  return { name, folded: `${name}_folded`, type: "text", value };
}

/** A column of a version's content, which may leave it open. */
function setting(
  name: string,
  type: ColumnType,
  value: (content: VersionState["content"]) => ColumnValue,
): DocumentColumn<VersionState> {
  const folded = type === "text" ? { folded: `${name}_folded` } : {};
  return { name, ...folded, type, value: ({ content }) => value(content), nullable: true };
}

// `AT_APPEND` is later than any time that is known.
function latestUpdate({ updatedAt, current }: PromptState): number {
  if (updatedAt === AT_APPEND || current?.updatedAt === AT_APPEND) return AT_APPEND;
  return Math.max(updatedAt, current?.updatedAt ?? 0);
}

function grantsOf(state: PromptState): readonly string[] {
  return effectiveGrants(state).flatMap(({ subject, permissions }) =>
    permissions.map((permission) => grantText(subject, permission)),
  );
}
