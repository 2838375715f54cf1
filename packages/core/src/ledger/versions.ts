import type { BlamedLine } from "../history/blame.ts";
import type { VersionDiff } from "../history/diff.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { blameVersion } from "../read/blame-version.ts";
import type { LatestOptions, LatestPage, LatestPageOptions } from "../read/latest-versions.ts";
import { latestVersions, latestVersionsPage } from "../read/latest-versions.ts";
import type { FoundVersions } from "../read/list-versions.ts";
import { listVersions } from "../read/list-versions.ts";
import type { ReadOptions, VersionListOptions } from "../read/options.ts";
import { readSchema } from "../read/options.ts";
import { readVersion } from "../read/read-prompt.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { Prompt, PromptVersion, Version, Written } from "../read/views.ts";
import { promptVersionView } from "../read/views.ts";
import type { TemplateInfo } from "../template/inspect.ts";
import { parseField, parseOptions } from "../validation/parse.ts";
import type { VersionInput, VersionRef } from "../version/commands.ts";
import { versionRefSchema } from "../version/commands.ts";
import type { Content } from "../version/content.ts";
import { contentSchema, normalizeContent } from "../version/content.ts";
import type { WriteOptions } from "../write/options.ts";
import type { WriteSession } from "../write/session.ts";
import type { DiffSides } from "./diff-versions.ts";
import { diffOf } from "./diff-versions.ts";
import type { Writer } from "./writer.ts";

/**
 * Versions of prompts: drafts, commits and their content. The content of a committed version never changes, and numbers are never reused.
 * Writes are atomic and idempotent, like those of `Prompts`. Every call throws the errors of the calls on a prompt there, and
 * `prompt-deleted`.
 */
export interface Versions {
  /**
   * Adds a draft with the next number. An existing draft is committed in the same append. With `from`, the new draft starts from that version,
   * and the rest of the input changes it. Throws `version-not-found` if `from` does not exist, and `integration-not-found`.
   */
  create(
    prompt: PromptRef,
    input: VersionInput & { readonly from?: VersionRef },
    options?: WriteOptions,
  ): Promise<Written<Version>>;
  /** Reads a version, in one load. Throws `version-not-found`. */
  get(prompt: PromptRef, version: VersionRef, options?: ReadOptions): Promise<Version>;
  /** Reads a version with its prompt, in one load and of one moment. Throws `version-not-found`. */
  getWithPrompt(prompt: PromptRef, version: VersionRef, options?: ReadOptions): Promise<PromptVersion>;
  /** A page of versions, newest first, with the count of all and the prompt, all of one moment (CA-9, CA-15). */
  list(prompt: PromptRef, options?: VersionListOptions): Promise<FoundVersions>;
  /**
   * The highest committed version of each prompt that the actor may READ, with its prompt, ordered by slug. With `integration`
   * (`integration:model`), only versions that are associated with it.
   */
  latestCommitted(options?: LatestOptions): Promise<readonly PromptVersion[]>;
  /**
   * The same, a page at a time, for tenants with more prompts than fit in memory. Each version was its prompt's highest at some moment of the call. A prompt whose slug changes
   * between two pages may be on both or on neither; all others are on one.
   */
  latestCommittedPage(options?: LatestPageOptions): Promise<LatestPage>;
  /**
   * Changes a draft's content, or any version's description and integrations; `null` clears a field. Throws `version-committed` for the
   * content of a committed version, `version-not-found`, `integration-not-found`.
   */
  edit(
    prompt: PromptRef,
    version: VersionRef,
    changes: VersionInput,
    options?: WriteOptions,
  ): Promise<Written<Version>>;
  /** Commits the draft. A committed version stays as it is. Throws `no-draft`, or `version-not-found` for a number. */
  commit(
    prompt: PromptRef,
    input?: { readonly number?: number; readonly message?: string | null },
    options?: WriteOptions,
  ): Promise<Written<Version>>;
  /** Deletes a version. Throws `version-live` if it is live, and `version-not-found`. */
  delete(prompt: PromptRef, number: number, options?: WriteOptions): Promise<Written<Prompt>>;
  /**
   * The variables that rendering a content fills, and why it cannot be rendered, if it cannot. Reads nothing: the content can be that of a
   * version, or one that is not stored yet.
   */
  inspect(content: Content): TemplateInfo;
  /**
   * Which version brought each line of a version's messages. Versions are compared in the order of their numbers. Throws `version-not-found`.
   */
  blame(prompt: PromptRef, version: VersionRef, options?: ReadOptions): Promise<readonly BlamedLine[]>;
  /**
   * The differences between two versions: by number, as of two times, or what was live on two days. Throws `version-not-found`, and `not-deployed`
   * where nothing was live.
   */
  diff(prompt: PromptRef, compared: DiffSides, options?: ReadOptions): Promise<VersionDiff>;
}

/** The calls on versions. */
export function versionsOf(session: WriteSession, write: Writer): Versions {
  const read: Versions["getWithPrompt"] = async (prompt, ref, options) => {
    const { at, signal } = parseOptions(readSchema, options);
    const checked = parseField("version", versionRefSchema, ref);
    const { stream, version } = await readVersion(sessionUntil(session, signal), prompt, checked, at);
    return promptVersionView(version, stream.prompt);
  };
  const get: Versions["get"] = async (...call) => (await read(...call)).version;
  return {
    create: (prompt, given, options) => {
      const { from, ...input } = { ...given };
      const start = from === undefined ? {} : { from };
      // What is no object is refused, as an input without any field is not.
      const checked = typeof given === "object" && given !== null ? input : given;
      return write({ type: "CreateVersion", prompt, ...start, input: checked }, options);
    },
    get,
    getWithPrompt: read,
    list: (prompt, options) => listVersions(session, prompt, options),
    latestCommitted: (options) => latestVersions(session, options),
    latestCommittedPage: (options) => latestVersionsPage(session, options),
    edit: (prompt, number, changes, options) =>
      write({ type: "EditVersion", prompt, number, changes }, options),
    commit: (prompt, input = {}, options) => write({ ...input, type: "CommitVersion", prompt }, options),
    delete: (prompt, number, options) => write({ type: "DeleteVersion", prompt, number }, options),
    inspect: (content) => session.templates.inspect(checkedContent(content)),
    blame: async (prompt, version, options) =>
      blameVersion(session, prompt, await get(prompt, version, options), options),
    diff: (prompt, compared, options) => diffOf(session, prompt, compared, options),
  };
}

/** A content of a caller, checked. What the ledger returns is frozen, and was checked when it was written. */
function checkedContent(content: Content): Content {
  if (typeof content === "object" && content !== null && Object.isFrozen(content)) return content;
  return normalizeContent(parseField("content", contentSchema, content));
}
