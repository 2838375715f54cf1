import type { DeploymentState } from "../catalog/document.ts";
import type { PromptId } from "../prompt/prompt-ref.ts";
import type { Pin, PromptState } from "../prompt/state.ts";
import { commitCount, currentNumber } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import type { VersionState } from "../version/state.ts";

/** What belongs to a prompt. It may be passed wherever a call takes a reference to that prompt. */
interface OfPrompt {
  /** The id of the prompt that it belongs to. */
  readonly promptId: PromptId;
  /** The prompt's revision when this was read or written. Pass it as `expected`. */
  readonly promptRevision: number;
}

/** A numbered version. Times are UTC, in integer milliseconds. */
export interface Version extends OfPrompt, Omit<VersionState, "promptId" | "status" | "hashVersion"> {
  /** The content of a committed version is frozen. */
  readonly status: "draft" | "committed";
  /** The environments whose deployment has this number. */
  readonly liveIn: readonly string[];
}

/** What is live in an environment: a version as it was when it was deployed. */
export interface Deployment
  extends OfPrompt,
    Omit<DeploymentState, "promptId" | "pinned" | "trail" | "deployedRevision"> {
  /** The version as it was pinned. Later changes of the numbered slot do not change it. */
  readonly version: Version;
}

/** A prompt without its versions. Times are UTC, in integer milliseconds. */
export interface PromptDetails
  extends Omit<PromptState, "id" | "status" | "highest" | "current" | "deployments" | "lastEventAt"> {
  /** Never changes; `prm_` and a ULID unless the caller gave one. */
  readonly id: PromptId;
  /** Whether it is deleted. It can be restored. */
  readonly deleted: boolean;
  /** The number of its committed versions. */
  readonly commitCount: number;
  /** What is live, by environment. */
  readonly deployments: {
    readonly [environment: string]: Pin & {
      /** When it was deployed. UTC, in integer milliseconds. */
      readonly deployedAt: number;
      /** The id of the actor that deployed it. */
      readonly deployedBy: string;
    };
  };
  /** The time of the last change of the prompt or of its current version, whichever is later (rule X9). */
  readonly updatedAt: number;
}

/** A prompt with its current version and its live deployment. */
export interface Prompt extends PromptDetails {
  /** The version with the highest number. */
  readonly current: Version | null;
  /** What is live in the requested environment. Default: `production`. */
  readonly live: Deployment | null;
}

/** A version with its prompt. */
export interface PromptVersion {
  /** The prompt, as it was at the same moment. */
  readonly prompt: PromptDetails;
  /** The version that was asked for. */
  readonly version: Version;
}

/** What a write did. */
export interface Receipt {
  /** False if nothing had to change. Then nothing was appended. */
  readonly changed: boolean;
  /** The head of the tenant's log after the write. */
  readonly position: number;
  /** True if the actor has used the command id before. The answer is then the first one again. */
  readonly repeated: boolean;
}

/**
 * The new document with its receipt, frozen. An actor with UPDATE and without READ gets the receipt with the document's id and number alone:
 * `isWithheld` recognises it.
 */
export type Written<T> = T & {
  /** Whether the write changed anything, and where the log ended after it. */
  readonly receipt: Receipt;
};

/** The view of a version. */
export function versionView(state: VersionState, prompt: PromptState): Version {
  const { deployments } = prompt;
  const liveIn = Object.keys(deployments).filter((name) => own(deployments, name)?.number === state.number);
  // Field by field, here and below, because freezing an object made by spread takes ten times as long.
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

/** The view of a deployment. */
export function deploymentView(state: DeploymentState, prompt: PromptState): Deployment {
  return deepFreeze({
    ...pinView(state),
    promptId: promptId(prompt),
    environment: state.environment,
    version: versionView(state.pinned, prompt),
    promptRevision: prompt.revision,
  });
}

/** The view of a prompt. Its current version and its deployment must be loaded. */
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

/** The view of a prompt without its versions. */
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

/** The view of a version with its prompt. */
export function promptVersionView(version: VersionState, prompt: PromptState): PromptVersion {
  return deepFreeze({ prompt: detailsView(prompt), version: versionView(version, prompt) });
}

/** The live deployment of a prompt in an environment, or null. */
export function liveOf(stream: PromptStream, environment: string): DeploymentState | null {
  const pointer = own(stream.prompt.deployments, environment);
  const pinned = own(stream.pinned, environment);
  if (pointer === undefined || pinned === undefined) return null;
  return { ...pointer, promptId: stream.prompt.id, environment, pinned };
}

function pinView(pointer: PromptState["deployments"][string]) {
  const { number, versionId, revision, contentHash, deployedAt, deployedBy } = pointer;
  return { number, versionId, revision, contentHash, deployedAt, deployedBy };
}

// Only here does a text become a PromptId: it is the id of a stored prompt.
function promptId({ id }: PromptState): PromptId {
  return id as PromptId;
}
