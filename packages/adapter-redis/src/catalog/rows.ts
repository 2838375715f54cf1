import type {
  ContentField,
  DeploymentDocument,
  PromptRow,
  PromptState,
  VersionDocument,
  VersionState,
} from "@promptledger/core/adapter";
import {
  CONTENT_FIELDS,
  fillRecordedAt,
  initialPrompt,
  initialVersion,
  VERSION_FIELDS,
} from "@promptledger/core/adapter";
import { NUL } from "../event-text.ts";
import { stampOf } from "./documents.ts";

// Everything below follows from core's list of the fields that versions are found and sorted by; this one is kept by another name.
const sourceOf = (field: string): string => (field === "committed" ? "status" : field);

const isContentField = (field: string): field is ContentField =>
  CONTENT_FIELDS.some(([name]) => name === field);

const VERSION_PARTS = VERSION_FIELDS.filter((field) => !isContentField(field)).map(sourceOf);
const VERSION_ROW_PARTS = [...VERSION_PARTS, "content"];
const CONTENT_PARTS = VERSION_FIELDS.filter(isContentField);

/** What of a version a prompt is found by, as JSON text. */
export function versionRow(state: VersionState): string {
  return JSON.stringify({ ...pick(state, VERSION_PARTS), content: pick(state.content, CONTENT_PARTS) });
}

/** A row, with the stamp of its prompt: another stamp means that the prompt was written again. */
export interface IndexedRow extends PromptRow {
  readonly stamp: string;
}

/**
 * A row of the catalog, made of the stored prompt and the rows of its current and its live version; null where there is no prompt. It holds
 * the prompt without its deployments, and of its versions what core's own evaluation looks at.
 */
export function rowOf(
  stream: string,
  prompt: string | null,
  current: string | null,
  live: string | null,
): IndexedRow | null {
  if (prompt === null) return null;
  const { at, state: parsed } = read<PromptState>(prompt);
  const state = fillRecordedAt(lean(parsed), at);
  return {
    prompt: { kind: "prompt", stream, ...NO_HEADER, state },
    current: current === null ? null : versionOf(stream, current),
    live: live === null ? null : deploymentOf(stream, state.id, live),
    stamp: stampOf(prompt),
  };
}

/** A state as a row keeps it, changed in its place: without deployments, which may be long, and with the same empty lists as all others. */
function lean(parsed: PromptState): PromptState {
  const state: { -readonly [Field in keyof PromptState]: PromptState[Field] } = parsed;
  const { deployments, tags, numbers, grants } = initialPrompt;
  state.deployments = deployments;
  if (state.tags.length === 0) state.tags = tags;
  if (state.numbers.length === 0) state.numbers = numbers;
  if (state.grants.length === 0) state.grants = grants;
  return state;
}

const NO_HEADER = { version: 0, fold: 0 } as const;
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

function deploymentOf(stream: string, promptId: string, text: string): DeploymentDocument {
  const pinned = versionOf(stream, text).state;
  return { kind: "deployment", stream, ...NO_HEADER, state: { ...NO_DEPLOYMENT, promptId, pinned } };
}

// The text is a row, or the version's own document where a deletion has made another version current.
function versionOf(stream: string, text: string): VersionDocument {
  const { at, state: parts } = read<VersionState>(text);
  const state = pick(parts, VERSION_ROW_PARTS, initialVersion) as VersionState;
  return { kind: "version", stream, ...NO_HEADER, state: fillRecordedAt(state, at) };
}

function read<State>(text: string): { readonly at: number; readonly state: State } {
  const at = Number(text.slice(0, text.indexOf(NUL)));
  return { at, state: JSON.parse(text.slice(text.lastIndexOf(NUL) + 1)) };
}

/** These parts of a state, where it has them, over those of `initial`. A first query picks some of each prompt of the tenant. */
function pick<State extends object>(
  state: State,
  names: readonly string[],
  initial: Partial<State> = {},
): Partial<State> {
  const given = state as { readonly [name: string]: unknown };
  const picked = { ...initial } as { [name: string]: unknown };
  for (const name of names) if (given[name] !== undefined) picked[name] = given[name];
  return picked as Partial<State>;
}
