import type { ActorEntry } from "../identity/actor-directory.ts";
import type { Page } from "../store/catalog.ts";
import type { Filter, Sort } from "../catalog/filter.ts";
import type { VersionDiff } from "../history/diff.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import type { At } from "../history/moment.ts";
import type { Signal } from "../ports/clock.ts";
import type { CreatePrompt, PromptCommand, TagPrompt, UntagPrompt } from "../prompt/commands.ts";
import type { Cursor } from "../store/cursor.ts";
import type { VersionCommand, VersionInput } from "../version/commands.ts";
import type { Access, Applications } from "./access-facade.ts";
import type { Integrations } from "./integration-facade.ts";
import type { PromptRef, ReadOptions, WriteOptions } from "./options.ts";
import type { Resolved } from "./resolved.ts";
import type { Deployment, Prompt, Receipt, Version, Written } from "../read/views.ts";

/** Reading prompts: which environment's deployment is shown as `live`, and whether deleted prompts are found. */
export interface PromptReadOptions extends ReadOptions {
  /** Default: `production`. */
  readonly environment?: string;
  /** `false` finds living prompts (the default), `true` deleted ones, `"any"` both. */
  readonly deleted?: boolean | "any";
}

/** Which prompts to find. */
export interface FindOptions extends PromptReadOptions {
  readonly filter?: Filter;
  /** Default: newest first. */
  readonly sort?: Sort;
  /** Default: the first 25. */
  readonly page?: Page;
}

/** A page of what was found, with the count of all of it, of one moment. */
export interface Found<T> {
  readonly total: number;
  readonly items: readonly T[];
  /** The head of the tenant's log at that moment. */
  readonly position: number;
}

/** Which version: a number, the highest (`current`), or the highest committed one (`latest`). */
export type VersionRef = number | "current" | "latest";

/** A command of a batch: any command, with the prompt that it is for; by its slug that may be one which the batch itself creates. */
export type LedgerCommand =
  | CreatePrompt
  | ((Exclude<PromptCommand, CreatePrompt> | VersionCommand) & { readonly prompt: PromptRef });

/** What a command of a batch answers: the version, the deployment, or else the prompt, as it is after that command. */
export type Answer<C extends LedgerCommand> = C["type"] extends
  | "CreateVersion"
  | "EditVersion"
  | "CommitVersion"
  | "SaveVersion"
  ? Version
  : C["type"] extends "DeployVersion" | "RollBackDeployment" | "PromoteDeployment"
    ? Deployment
    : Prompt;

/** What a batch did: one answer for each command. */
export interface BatchResult<Commands extends readonly LedgerCommand[]> {
  readonly receipt: Receipt;
  readonly answers: { readonly [Index in keyof Commands]: Answer<Commands[Index]> };
}

/** Prompts: their details, tags, deletion and restoration. */
export interface Prompts {
  create(input: Omit<CreatePrompt, "type">, options?: WriteOptions): Promise<Written<Prompt>>;
  /** Throws `prompt-not-found`, or `prompt-deleted` unless `deleted` is true or `"any"`. */
  get(prompt: PromptRef, options?: PromptReadOptions): Promise<Prompt>;
  find(options?: FindOptions): Promise<Found<Prompt>>;
  /** Changes name, description, slug or star. */
  edit(
    prompt: PromptRef,
    changes: {
      readonly name?: string;
      readonly description?: string | null;
      readonly slug?: string;
      readonly starred?: boolean;
    },
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
  tag(prompt: PromptRef, tag: Omit<TagPrompt, "type">, options?: WriteOptions): Promise<Written<Prompt>>;
  untag(prompt: PromptRef, tag: Omit<UntagPrompt, "type">, options?: WriteOptions): Promise<Written<Prompt>>;
  /** Stars the prompt, or with `false` takes the star off. */
  star(prompt: PromptRef, starred?: boolean, options?: WriteOptions): Promise<Written<Prompt>>;
  /** Deletes softly: nothing is live any more, the slug is free, the history stays. */
  delete(prompt: PromptRef, options?: WriteOptions): Promise<Written<Prompt>>;
  /** Brings versions and grants back, not deployments. `slug-taken` where another prompt has its slug: give a new one. */
  restore(
    prompt: PromptRef,
    input?: { readonly slug?: string },
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
}

/** A prompt, and the highest of its versions that is committed. */
export interface LatestVersion {
  readonly prompt: Prompt;
  readonly version: Version;
}

/** Versions of prompts: drafts, commits, and what they hold. */
export interface Versions {
  /** Adds a draft with the next number; the draft before it is committed in the same append. */
  create(prompt: PromptRef, input: VersionInput, options?: WriteOptions): Promise<Written<Version>>;
  get(prompt: PromptRef, version: VersionRef, options?: ReadOptions): Promise<Version>;
  /** Newest first; the first 200 unless a page is given. */
  list(
    prompt: PromptRef,
    options?: ReadOptions & { readonly page?: Page; readonly committed?: boolean },
  ): Promise<Found<Version>>;
  /** Changes a draft's content, or any version's description and integrations. `null` clears a field. */
  edit(
    prompt: PromptRef,
    number: number,
    changes: VersionInput,
    options?: WriteOptions,
  ): Promise<Written<Version>>;
  /** Freezes the draft. */
  commit(
    prompt: PromptRef,
    input?: { readonly number?: number; readonly message?: string | null; readonly openNext?: boolean },
    options?: WriteOptions,
  ): Promise<Written<Version>>;
  /** Saves to a numbered slot and leaves it committed, as Orkes' API does. */
  save(
    prompt: PromptRef,
    save: {
      readonly number: number | "next" | "current";
      readonly mode: "replace" | "patch";
      readonly input: VersionInput;
      readonly text?: string;
      readonly format?: "text" | "json";
    },
    options?: WriteOptions,
  ): Promise<Written<Version>>;
  /**
   * The latest committed version of each living prompt that one may READ, with its prompt, ordered by slug; with `integration`
   * (`integration:model`) of those that are associated with it.
   */
  latest(options?: { readonly integration?: string }): Promise<readonly LatestVersion[]>;
  /** Deletes a version that is live nowhere. Its number is not given out again. */
  delete(prompt: PromptRef, number: number, options?: WriteOptions): Promise<Written<Prompt>>;
  /** What changed from one version to another. */
  diff(prompt: PromptRef, from: VersionRef, to: VersionRef, options?: ReadOptions): Promise<VersionDiff>;
}

/** What is live in which environment. */
export interface Deployments {
  deploy(
    prompt: PromptRef,
    input: { readonly version: number | "latest"; readonly environment?: string },
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /** Returns to what was live before, or to one of the numbers that were. */
  rollback(
    prompt: PromptRef,
    input?: { readonly environment?: string; readonly to?: number },
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /** Makes what is live in one environment live in another. */
  promote(
    prompt: PromptRef,
    input: { readonly from: string; readonly to: string },
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  undeploy(
    prompt: PromptRef,
    input?: { readonly environment?: string },
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
  /** What is live, by environment's name. */
  list(prompt: PromptRef, options?: ReadOptions): Promise<readonly Deployment[]>;
}

/** The history itself. */
export interface History {
  /** A prompt's events, oldest first, also of a deleted prompt. */
  of(prompt: PromptRef, options?: ReadOptions & { readonly after?: number }): Promise<readonly LedgerEvent[]>;
  /** The tenant's log, oldest first. */
  log(options?: {
    readonly after?: Cursor | number;
    readonly until?: number;
    readonly limit?: number;
  }): AsyncIterable<LedgerEvent>;
  /** The log, and then every new event as it comes, until the signal aborts. */
  follow(options?: {
    readonly after?: Cursor | number;
    readonly signal?: Signal;
  }): AsyncIterable<LedgerEvent>;
  /** Folds the log from its beginning. */
  replay<State>(
    reducer: (state: State, event: LedgerEvent) => State,
    initial: State,
    options?: { readonly until?: At },
  ): Promise<State>;
}

/** The people behind the actors' ids. */
export interface Actors {
  /** What the directory says of these actors, in the order of the ids; null for one who is not in it. */
  describe(ids: readonly string[]): Promise<readonly (ActorEntry | null)[]>;
  /** Everybody in the directory, ordered by id; needs READ on the whole tenant. */
  list(): Promise<readonly ActorEntry[]>;
  /** Erases a person's name and e-mail; the id in the events, and the number, stay. Who acts and is described again is entered again. */
  erase(id: string): Promise<void>;
}

/**
 * The ledger of one tenant as one actor uses it. Cheap to make: once for each request. `Transaction` is what its store can take part in;
 * `never` where it has no such thing.
 */
export interface TenantLedger<Transaction = never> {
  readonly tenant: string;
  readonly prompts: Prompts;
  readonly versions: Versions;
  readonly deployments: Deployments;
  readonly history: History;
  readonly actors: Actors;
  readonly access: Access;
  readonly applications: Applications;
  readonly integrations: Integrations;
  /** Applies commands in their order in one append, all or none. */
  batch<const Commands extends readonly LedgerCommand[]>(
    commands: Commands,
    options?: WriteOptions,
  ): Promise<BatchResult<Commands>>;
  /** What is live under a slug (or an id), read from the store once. Throws `prompt-not-found` or `not-deployed`. */
  resolve(
    prompt: string | { readonly id: string },
    options?: ReadOptions & { readonly environment?: string },
  ): Promise<Resolved>;
  /**
   * The same calls inside a transaction of the host's database, which the host begins and ends: what they write is there when it commits,
   * together with the host's own tables, or not at all. A type error, and at run time `invalid-input`, where the store has no transactions.
   */
  within(transaction: Transaction): TenantLedger;
}
