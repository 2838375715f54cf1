import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { SlugState } from "../prompt/slug-claim.ts";
import type { DeploymentPointer, PromptState } from "../prompt/state.ts";
import { promptStreamName, slugStreamName } from "../prompt/stream.ts";
import { withRecordedAt } from "../recorded-at.ts";
import type { VersionRef } from "../version/commands.ts";
import type { VersionState } from "../version/state.ts";

/** The version of the fold that makes documents. A document from another version is folded again before it is used. */
export const FOLD_VERSION = 1;

/** The fields of every document. */
export interface DocumentHeader {
  /** The stream that the document belongs to. */
  readonly stream: string;
  /** The version of the stream at the last event that changed the document. A prompt's document changes with every event. */
  readonly version: number;
  /** The `FOLD_VERSION` of the code that made it. */
  readonly fold: number;
}

/** A deployment: the pointer of one environment, and the version as it was when it was deployed. */
export interface DeploymentState extends DeploymentPointer {
  readonly promptId: string;
  readonly environment: string;
  readonly pinned: VersionState;
}

/** The current state of a prompt. It changes with every event of its stream. */
export interface PromptDocument extends DocumentHeader {
  readonly kind: "prompt";
  readonly state: PromptState;
}

/** The current state of a version. */
export interface VersionDocument extends DocumentHeader {
  readonly kind: "version";
  readonly state: VersionState;
}

/** What is live in one environment. */
export interface DeploymentDocument extends DocumentHeader {
  readonly kind: "deployment";
  readonly state: DeploymentState;
}

/** The prompt that has a slug. */
export interface SlugDocument extends DocumentHeader {
  readonly kind: "slug";
  readonly state: SlugState;
}

/**
 * The current state that commands load and queries read, written in the same append as the events that make it. A time in it may
 * be pending, until the append is recorded; a store fills it in with {@link documentWithRecordedAt}.
 */
export type Document = PromptDocument | VersionDocument | DeploymentDocument | SlugDocument;

/** Names a document to load. `current` is the version with the highest number, `latest` the highest committed one. */
export type DocumentKey =
  | { readonly kind: "prompt"; readonly prompt: PromptKey }
  | { readonly kind: "version"; readonly prompt: PromptKey; readonly number: VersionRef }
  | { readonly kind: "deployment"; readonly prompt: PromptKey; readonly environment: string }
  | { readonly kind: "slug"; readonly slug: string };

/** Names exactly one stored document. */
export type DocumentAddress =
  | { readonly kind: "prompt"; readonly promptId: string }
  | { readonly kind: "version"; readonly promptId: string; readonly number: number }
  | { readonly kind: "deployment"; readonly promptId: string; readonly environment: string }
  | { readonly kind: "slug"; readonly slug: string };

/** The address of a document. */
export function addressOf(document: Document): DocumentAddress {
  switch (document.kind) {
    case "prompt":
      return { kind: "prompt", promptId: document.state.id };
    case "version":
      return { kind: "version", promptId: document.state.promptId, number: document.state.number };
    case "deployment":
      return {
        kind: "deployment",
        promptId: document.state.promptId,
        environment: document.state.environment,
      };
    case "slug":
      return { kind: "slug", slug: document.state.slug };
  }
}

/** The stream that the document at an address belongs to. */
export function streamOfAddress(address: DocumentAddress): string {
  return address.kind === "slug" ? slugStreamName(address.slug) : promptStreamName(address.promptId);
}

/** An address as a unique string. */
export function addressText(address: DocumentAddress): string {
  switch (address.kind) {
    case "prompt":
      return `prompt/${address.promptId}`;
    case "version":
      return `version/${address.promptId}/${address.number}`;
    case "deployment":
      return `deployment/${address.promptId}/${address.environment}`;
    case "slug":
      return `slug/${address.slug}`;
  }
}

/** The document with its unknown times filled in. */
export function documentWithRecordedAt<D extends Document>(document: D, recordedAt: number): D {
  return { ...document, state: withRecordedAt(document.state, recordedAt) };
}
