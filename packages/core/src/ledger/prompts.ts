import type { PromptCommands } from "../prompt/commands.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { findPrompts } from "../read/find-prompts.ts";
import type { FindOptions, Found, PromptReadOptions } from "../read/options.ts";
import { promptReadSchema } from "../read/options.ts";
import { readPrompt, requireAlive } from "../read/read-prompt.ts";
import type { ReadSession } from "../read/session.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { Prompt, Written } from "../read/views.ts";
import { promptView } from "../read/views.ts";
import { parseOptions } from "../validation/parse.ts";
import type { VersionRef } from "../version/commands.ts";
import type { WriteOptions } from "../write/options.ts";
import type { Writer } from "./writer.ts";

/** What a new prompt is given. */
export type PromptInput = Omit<PromptCommands["CreatePrompt"], "ifAbsent" | "from">;

/**
 * Prompts: their details, tags, deletion and restoration. Every write is one append, all or none (AP-1). A repeated command id returns the
 * first answer (CM-1). Every call throws `forbidden` if the policy refuses it. Every call on a prompt throws `prompt-not-found`. Depending on
 * their options, writes throw `revision-mismatch`, `time-in-future` and `time-goes-back`.
 */
export interface Prompts {
  /** Creates a prompt without versions. Its slug is unique among prompts that are not deleted (X1). Throws `slug-taken` for a given slug, `id-taken`. */
  create(input: PromptInput, options?: WriteOptions): Promise<Written<Prompt>>;
  /**
   * Creates a prompt whose first draft is a copy of another prompt's version (default: `current`). Needs READ on that prompt. Throws what
   * `create` throws, and `version-not-found`.
   */
  duplicate(
    source: PromptRef,
    input: PromptInput & { readonly version?: VersionRef },
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
  /** Reads a prompt, in one load (DO-2). Throws `prompt-deleted` unless `deleted` is true or `"any"`. */
  get(prompt: PromptRef, options?: PromptReadOptions): Promise<Prompt>;
  /** A page of the prompts that the actor may READ, with the count of all matches, of one moment (CA-7, CA-8). */
  find(options?: FindOptions): Promise<Found<Prompt>>;
  /** Changes name, description, slug or star. Throws `slug-taken`, `prompt-deleted`. */
  edit(
    prompt: PromptRef,
    changes: PromptCommands["EditPrompt"],
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
  /** Puts a tag on, or changes its color. Grants on the tag hold for the prompt then, as far as the one who tags could grant (X11). */
  tag(prompt: PromptRef, tag: PromptCommands["TagPrompt"], options?: WriteOptions): Promise<Written<Prompt>>;
  /** Takes a tag off; one that is not there changes nothing. Throws `prompt-deleted`. */
  untag(
    prompt: PromptRef,
    tag: PromptCommands["UntagPrompt"],
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
  /** Stars the prompt, or with `false` takes the star off. Throws `prompt-deleted`. */
  star(prompt: PromptRef, starred?: boolean, options?: WriteOptions): Promise<Written<Prompt>>;
  /** Deletes a prompt: its deployments end, its slug becomes free, its history stays. Deleting it again changes nothing. */
  delete(prompt: PromptRef, options?: WriteOptions): Promise<Written<Prompt>>;
  /** Restores a deleted prompt with versions and grants, without deployments. Throws `slug-taken` if another prompt has its slug; then pass a new one. */
  restore(
    prompt: PromptRef,
    input?: { readonly slug?: string },
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
}

/** The calls on prompts. */
export function promptsOf(session: ReadSession, write: Writer): Prompts {
  return {
    create: (input, options) => write({ ...input, type: "CreatePrompt" }, options),
    duplicate: async (prompt, given, options) => {
      const { version, ...input } = { ...given };
      const from = version === undefined ? { prompt } : { prompt, version };
      return write({ ...input, type: "CreatePrompt", from }, options);
    },
    async get(prompt, options) {
      const {
        at,
        environment = session.environment,
        deleted = false,
        signal,
      } = parseOptions(promptReadSchema, options);
      const wanted = { permission: "READ", at, environments: [environment] } as const;
      const { stream } = await readPrompt(sessionUntil(session, signal), prompt, wanted);
      if (deleted === false) requireAlive(stream.prompt);
      return promptView(stream, environment);
    },
    find: (options) => findPrompts(session, options),
    edit: (prompt, changes, options) => write({ ...changes, type: "EditPrompt", prompt }, options),
    tag: (prompt, tag, options) => write({ ...tag, type: "TagPrompt", prompt }, options),
    untag: (prompt, tag, options) => write({ ...tag, type: "UntagPrompt", prompt }, options),
    star: (prompt, starred = true, options) => write({ type: "EditPrompt", prompt, starred }, options),
    delete: (prompt, options) => write({ type: "DeletePrompt", prompt }, options),
    restore: (prompt, input, options) => write({ ...input, type: "RestorePrompt", prompt }, options),
  };
}
