import type { SlugState } from "../prompt/slug-claim.ts";
import type { PromptState } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptStreamName, slugStreamName } from "../prompt/stream.ts";
import { own } from "../validation/own.ts";
import type { VersionState } from "../version/state.ts";
import type { Document } from "./document.ts";
import { FOLD_VERSION } from "./document.ts";

/** The documents of a prompt's stream. */
export function documentsOf(state: PromptStream): readonly Document[] {
  return [
    promptDocument(state.prompt),
    ...Object.values(state.versions).map(versionDocument),
    ...Object.keys(state.pinned).flatMap((environment) => deploymentDocument(state, environment) ?? []),
  ];
}

/** The document of a prompt. */
export function promptDocument(state: PromptState): Document {
  return {
    kind: "prompt",
    stream: promptStreamName(state.id),
    version: state.revision,
    fold: FOLD_VERSION,
    state,
  };
}

/** The document of a version. */
export function versionDocument(state: VersionState): Document {
  return {
    kind: "version",
    stream: promptStreamName(state.promptId),
    version: state.revision,
    fold: FOLD_VERSION,
    state,
  };
}

/** The document of the deployment in an environment, or null without one. */
export function deploymentDocument(stream: PromptStream, environment: string): Document | null {
  const pointer = own(stream.prompt.deployments, environment);
  const pinned = own(stream.pinned, environment);
  if (pointer === undefined || pinned === undefined) return null;
  const promptId = stream.prompt.id;
  return {
    kind: "deployment",
    stream: promptStreamName(promptId),
    version: pointer.deployedRevision,
    fold: FOLD_VERSION,
    state: { promptId, environment, ...pointer, pinned },
  };
}

/** The document of a slug whose stream has this number of events. */
export function slugDocument(state: SlugState, version: number): Document {
  return { kind: "slug", stream: slugStreamName(state.slug), version, fold: FOLD_VERSION, state };
}
