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
  /** The id of the prompt whose version is live. */
  readonly promptId: string;
  /** `[A-Za-z0-9._-]{1,64}`. */
  readonly environment: string;
  /** The version as it was when it was deployed. Later events do not change it. */
  readonly pinned: VersionState;
}

/** The current state of a prompt. It changes with every event of its stream. */
export interface PromptDocument extends DocumentHeader {
  /** There is one for each prompt, deleted ones too. */
  readonly kind: "prompt";
  /** The fold of all events of the prompt's stream. */
  readonly state: PromptState;
}

/** The current state of a version. */
export interface VersionDocument extends DocumentHeader {
  /** There is one for each version that is not deleted. */
  readonly kind: "version";
  /** The fold of the events of this version. */
  readonly state: VersionState;
}

/** What is live in one environment. */
export interface DeploymentDocument extends DocumentHeader {
  /** There is one for each environment in which something is live. */
  readonly kind: "deployment";
  /** The pointer of the environment, with the version that it pins. */
  readonly state: DeploymentState;
}

/** The prompt that has a slug. */
export interface SlugDocument extends DocumentHeader {
  /** There is one for each slug that a prompt has or had. */
  readonly kind: "slug";
  /** The fold of all events of the slug's stream. */
  readonly state: SlugState;
}

/**
 * The current state that commands load and queries read, written in the same append as the events that make it. A time in it may
 * be pending, until the append is recorded; a store fills it in with {@link documentWithRecordedAt}.
 */
export type Document = PromptDocument | VersionDocument | DeploymentDocument | SlugDocument;

/** Names a document to load. `current` is the version with the highest number, `latest` the highest committed one. */
export type DocumentKey =
  | (KeyOfPrompt & {
      /** The prompt itself. */
      readonly kind: "prompt";
    })
  | (KeyOfPrompt & {
      /** One version of the prompt. */
      readonly kind: "version";
      /** `current` and `latest` name the version at the moment of the load. */
      readonly number: VersionRef;
    })
  | (KeyOfPrompt & {
      /** What is live in one environment. */
      readonly kind: "deployment";
      /** The name of the environment. There is no document while nothing is live in it. */
      readonly environment: string;
    })
  | {
      /** The prompt that has a slug. */
      readonly kind: "slug";
      /** In Unicode's normal form C, as slugs are stored. */
      readonly slug: string;
    };

/** Names a prompt by its id or slug. */
interface KeyOfPrompt {
  /** The prompt that the document belongs to. A slug names the prompt that has it now. */
  readonly prompt: PromptKey;
}

/** Names exactly one stored document. */
export type DocumentAddress =
  | (AddressInPrompt & {
      /** The prompt itself. */
      readonly kind: "prompt";
    })
  | (AddressInPrompt & {
      /** One version of the prompt. */
      readonly kind: "version";
      /** The number of the version, from 1. */
      readonly number: number;
    })
  | (AddressInPrompt & {
      /** What is live in one environment. */
      readonly kind: "deployment";
      /** The name of the environment. */
      readonly environment: string;
    })
  | {
      /** The prompt that has a slug. */
      readonly kind: "slug";
      /** In Unicode's normal form C, as slugs are stored. */
      readonly slug: string;
    };

/** Names a prompt by its id. */
interface AddressInPrompt {
  /** The id of the prompt that the document belongs to. */
  readonly promptId: string;
}

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
