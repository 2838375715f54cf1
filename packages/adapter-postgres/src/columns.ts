import type { FilterField, PromptField, VersionField } from "@promptledger/core/adapter";

/** A column that a field of a filter is compared in. */
export interface Column {
  /** The table: `p` for prompts, `c` for the current version, `l` for what is live. */
  readonly table: "p" | "c" | "l";
  readonly name: string;
  /** The column of its lower-case form; only texts and lists of texts have one. */
  readonly folded: string;
  readonly type: "text" | "text[]" | "bigint" | "double precision" | "boolean";
}

/** Where a field is stored. */
export function columnOf(field: FilterField): Column {
  if (field.startsWith("current."))
    return columnIn("c", VERSION_COLUMNS[field.slice("current.".length) as VersionField]);
  if (field.startsWith("live."))
    return columnIn("l", VERSION_COLUMNS[field.slice("live.".length) as VersionField]);
  return columnIn("p", PROMPT_COLUMNS[field as PromptField]);
}

/** A column as it is named and typed in its table; `folded` where it is not the name with a suffix. */
interface Named extends Pick<Column, "name" | "type"> {
  readonly folded?: string;
}

function columnIn(table: Column["table"], { name, type, folded = `${name}_folded` }: Named): Column {
  return { table, name, folded, type };
}

const PROMPT_COLUMNS: { readonly [field in PromptField]: Named } = {
  id: { name: "prompt_id", type: "text", folded: "id_folded" },
  slug: { name: "slug", type: "text" },
  name: { name: "name", type: "text" },
  description: { name: "description", type: "text" },
  starred: { name: "starred", type: "boolean" },
  deleted: { name: "deleted", type: "boolean" },
  tag: { name: "tags", type: "text[]" },
  commitCount: { name: "commit_count", type: "bigint" },
  createdBy: { name: "created_by", type: "text" },
  createdAt: { name: "created_at", type: "bigint" },
  // That of the prompt or of its current version, whichever is later (rule X9)
  updatedAt: { name: "latest_update", type: "bigint" },
};

const VERSION_COLUMNS: { readonly [field in VersionField]: Named } = {
  number: { name: "number", type: "bigint" },
  id: { name: "id", type: "text" },
  description: { name: "description", type: "text" },
  committed: { name: "committed", type: "boolean" },
  createdBy: { name: "created_by", type: "text" },
  updatedBy: { name: "updated_by", type: "text" },
  createdAt: { name: "created_at", type: "bigint" },
  updatedAt: { name: "updated_at", type: "bigint" },
  model: { name: "model", type: "text" },
  temperature: { name: "temperature", type: "double precision" },
  maxTokens: { name: "max_tokens", type: "double precision" },
  topP: { name: "top_p", type: "double precision" },
  frequencyPenalty: { name: "frequency_penalty", type: "double precision" },
  presencePenalty: { name: "presence_penalty", type: "double precision" },
  stream: { name: "stream", type: "boolean" },
  reasoningEffort: { name: "reasoning_effort", type: "text" },
  verbosity: { name: "verbosity", type: "text" },
  seed: { name: "seed", type: "double precision" },
  toolChoice: { name: "tool_choice", type: "text" },
  isEnforcingResponseFormat: { name: "is_enforcing_response_format", type: "boolean" },
  templateSyntax: { name: "template_syntax", type: "text" },
};
