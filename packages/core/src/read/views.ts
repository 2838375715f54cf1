import type { DeploymentState } from "../catalog/document.ts";
import type { PromptId } from "../prompt/prompt-ref.ts";
import type { Pin, PromptState } from "../prompt/state.ts";
import { commitCount, currentNumber } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import type { VersionState } from "../version/state.ts";

/** A numbered version. Times are UTC, in integer milliseconds. */
export interface Version extends Omit<VersionState, "promptId" | "status" | "hashVersion"> {
  readonly promptId: PromptId;
  readonly status: "draft" | "committed";
  /** The environments whose deployment points at this number. */
  readonly liveIn: readonly string[];
  /** The prompt's revision when this was read or written; what `expected` is compared with. */
  readonly promptRevision: number;
}

/** What is live in an environment: a version as it was when it was put live. */
export interface Deployment extends Pin {
  readonly promptId: PromptId;
  readonly environment: string;
  readonly deployedAt: number;
  readonly deployedBy: string;
  /** As it was pinned; later changes of the numbered slot do not show here. */
  readonly version: Version;
  /** The prompt's revision when this was read or written; what `expected` is compared with. */
  readonly promptRevision: number;
}

/** A prompt without its versions. Times are UTC, in integer milliseconds. */
export interface PromptDetails
  extends Omit<PromptState, "id" | "status" | "highest" | "current" | "deployments" | "lastEventAt"> {
  readonly id: PromptId;
  readonly deleted: boolean;
  readonly commitCount: number;
  /** What is live, by environment. */
  readonly deployments: {
    readonly [environment: string]: Pin & { readonly deployedAt: number; readonly deployedBy: string };
  };
  /** The later of its own last change and its current version's (rule X9). */
  readonly updatedAt: number;
}

/** A prompt, with its current version and what is live of it. */
export interface Prompt extends PromptDetails {
  /** The version with the highest number. */
  readonly current: Version | null;
  /** What is live in the environment that was asked for, `production` unless said. */
  readonly live: Deployment | null;
}

/** A version with the prompt that it is of. */
export interface PromptVersion {
  readonly prompt: PromptDetails;
  readonly version: Version;
}

/** What a write did. */
export interface Receipt {
  /** False where everything was already as asked: then nothing was appended. */
  readonly changed: boolean;
  /** The head of the tenant's log afterwards. */
  readonly position: number;
  /** True where the same command id was applied before, and this is its first answer again. */
  readonly repeated: boolean;
}

/** The new document, with its receipt; frozen. */
export type Written<T> = T & { readonly receipt: Receipt };

/** A version for those who read. */
export function versionView(state: VersionState, prompt: PromptState): Version {
  const { deployments } = prompt;
  const liveIn = Object.keys(deployments).filter((name) => own(deployments, name)?.number === state.number);
  // Field by field, here and below: to freeze an object that was spread takes ten times as long as to make one.
  return deepFreeze({
    promptId: promptId(prompt),
    id: state.id,
    number: state.number,
    status: state.status === "committed" ? "committed" : "draft",
    content: state.content,
    contentHash: state.contentHash,
    description: state.description,
    message: state.message,
    integrations: state.integrations,
    liveIn,
    createdAt: state.createdAt,
    createdBy: state.createdBy,
    updatedAt: state.updatedAt,
    updatedBy: state.updatedBy,
    committedAt: state.committedAt,
    committedBy: state.committedBy,
    revision: state.revision,
    promptRevision: prompt.revision,
  });
}

/** A deployment for those who read. */
export function deploymentView(state: DeploymentState, prompt: PromptState): Deployment {
  const { trail: _trail, deployedRevision: _deployedRevision, pinned, ...rest } = state;
  return deepFreeze({
    ...rest,
    promptId: promptId(prompt),
    version: versionView(pinned, prompt),
    promptRevision: prompt.revision,
  });
}

/** A prompt for those who read; its current version and its deployment must be among what was loaded. */
export function promptView(stream: PromptStream, environment: string): Prompt {
  const { prompt, versions } = stream;
  const current = versions[currentNumber(prompt)];
  const live = liveOf(stream, environment);
  return deepFreeze(
    Object.assign(detailsView(prompt), {
      current: current === undefined ? null : versionView(current, prompt),
      live: live === null ? null : deploymentView(live, prompt),
    }),
  );
}

/** A prompt without its versions, for those who read. */
export function detailsView(prompt: PromptState): PromptDetails {
  const pins = Object.entries(prompt.deployments).map(([name, one]) => [name, pinView(one)] as const);
  return {
    id: promptId(prompt),
    slug: prompt.slug,
    name: prompt.name,
    description: prompt.description,
    starred: prompt.starred,
    tags: prompt.tags,
    deleted: prompt.status === "deleted",
    numbers: prompt.numbers,
    commitCount: commitCount(prompt),
    draft: prompt.draft,
    deployments: Object.fromEntries(pins),
    grants: prompt.grants,
    createdAt: prompt.createdAt,
    createdBy: prompt.createdBy,
    updatedAt: Math.max(prompt.updatedAt, prompt.current?.updatedAt ?? 0),
    updatedBy: prompt.updatedBy,
    deletedAt: prompt.deletedAt,
    revision: prompt.revision,
  };
}

/** A version with its prompt, for those who read. */
export function promptVersionView(version: VersionState, prompt: PromptState): PromptVersion {
  return deepFreeze({ prompt: detailsView(prompt), version: versionView(version, prompt) });
}

/** What is live of a prompt in an environment, or null. */
export function liveOf(stream: PromptStream, environment: string): DeploymentState | null {
  const pointer = own(stream.prompt.deployments, environment);
  const pinned = own(stream.pinned, environment);
  if (pointer === undefined || pinned === undefined) return null;
  return { ...pointer, promptId: stream.prompt.id, environment, pinned };
}

function pinView(pointer: PromptState["deployments"][string]) {
  const { trail: _trail, deployedRevision: _deployedRevision, ...pin } = pointer;
  return pin;
}

// Only here a text becomes an id: it is that of a prompt that was stored under it.
function promptId({ id }: PromptState): PromptId {
  return id as PromptId;
}
