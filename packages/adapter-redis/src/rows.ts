import type {
  Content,
  ContentField,
  DeploymentDocument,
  DeploymentState,
  PromptDocument,
  PromptRow,
  PromptState,
  VersionDocument,
  VersionState,
} from "@promptledger/core/adapter";
import {
  AT_APPEND,
  CONTENT_FIELDS,
  initialPrompt,
  initialVersion,
  VERSION_FIELDS,
} from "@promptledger/core/adapter";
import { NUL } from "./event-text.ts";

/** The fields of a content that a prompt can be found by. */
const CONTENT: readonly ContentField[] = CONTENT_FIELDS.map(([field]) => field).filter((field) =>
  (VERSION_FIELDS as readonly string[]).includes(field),
);

/** What of a version a prompt is found by, as JSON text. */
export function versionRow(state: VersionState): string {
  const { number, id, description, status, createdBy, updatedBy, createdAt, updatedAt, content } = state;
  return JSON.stringify([
    number,
    id,
    description,
    status,
    createdBy,
    updatedBy,
    createdAt,
    updatedAt,
    contentOf(content),
  ]);
}

/** What of a deployment a prompt is found by, as JSON text. */
export function deploymentRow({ pinned }: DeploymentState): string {
  return versionRow(pinned);
}

function contentOf(content: Content): Content {
  return Object.fromEntries(
    CONTENT.flatMap((field) => (content[field] === undefined ? [] : [[field, content[field]]])),
  );
}

const NO_PROMPT = initialPrompt;
const NO_VERSION = initialVersion;
const NO_DEPLOYMENT = {
  environment: "",
  number: 0,
  versionId: "",
  revision: 0,
  contentHash: "",
  deployedAt: 0,
  deployedBy: "",
  deployedRevision: 0,
  trail: [],
} as const;

const NO_HEAD = { number: 0, id: "", model: null, committed: false, updatedAt: 0 };

/**
 * A row of the catalog out of the prompt's document and the rows of its current and its live version, null where there is no prompt. It holds
 * what core's own evaluation looks at, and nothing else of the documents that it stands for.
 */
export function rowOf(
  stream: string,
  prompt: string | null,
  current: string | null,
  live: string | null,
): PromptRow | null {
  if (prompt === null) return null;
  const header = { stream, version: 0, fold: 0 };
  const [at, whole] = read<PromptState>(prompt);
  const { id, slug, name, description, starred, status, numbers, draft, grants, createdBy, revision } = whole;
  const state: PromptState = {
    ...NO_PROMPT,
    id,
    slug,
    name,
    description,
    starred,
    status,
    tags: whole.tags,
    numbers: someNumbers(numbers.length),
    draft,
    current: whole.current && { ...NO_HEAD, updatedAt: known(whole.current.updatedAt, at) },
    grants,
    createdAt: known(whole.createdAt, at),
    createdBy,
    updatedAt: known(whole.updatedAt, at),
    revision,
  };
  return {
    prompt: { kind: "prompt", ...header, state } satisfies PromptDocument,
    current:
      current === null
        ? null
        : ({ kind: "version", ...header, state: versionOf(id, current) } satisfies VersionDocument),
    live:
      live === null
        ? null
        : ({
            kind: "deployment",
            ...header,
            state: { ...NO_DEPLOYMENT, promptId: id, pinned: versionOf(id, live) },
          } satisfies DeploymentDocument),
  };
}

type VersionParts = readonly [
  number: number,
  id: string,
  description: string | null,
  status: VersionState["status"],
  createdBy: string,
  updatedBy: string,
  createdAt: number,
  updatedAt: number,
  content: Content,
];

// A row, or the version's own document: that stands for the row where a deletion has made another version current.
function versionOf(promptId: string, text: string): VersionState {
  const [at, parts] = read<VersionParts | VersionState>(text);
  if (!isRow(parts))
    return { ...parts, createdAt: known(parts.createdAt, at), updatedAt: known(parts.updatedAt, at) };
  const [number, id, description, status, createdBy, updatedBy, createdAt, updatedAt, content] = parts;
  return {
    ...NO_VERSION,
    promptId,
    number,
    id,
    description,
    status,
    createdBy,
    updatedBy,
    createdAt: known(createdAt, at),
    updatedAt: known(updatedAt, at),
    content,
  };
}

function isRow(parts: VersionParts | VersionState): parts is VersionParts {
  return Array.isArray(parts);
}

function read<T>(text: string): readonly [at: number, parts: T] {
  const [at, ...parts] = text.split(NUL);
  return [Number(at), JSON.parse(parts.at(-1) ?? "") as T];
}

function known(time: number, at: number): number {
  return time === AT_APPEND ? at : time;
}

// Only how many there are is looked at: prompts with equally many versions share a list.
const lists = new Map<number, readonly number[]>();

function someNumbers(count: number): readonly number[] {
  const list = lists.get(count) ?? Object.freeze(new Array<number>(count).fill(0));
  lists.set(count, list);
  return list;
}
