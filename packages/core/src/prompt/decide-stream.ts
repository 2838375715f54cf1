import type { Decision, Rejected } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import type { VersionCommand, VersionInput, VersionRef } from "../version/commands.ts";
import { MAXIMUM_NUMBER } from "../version/commands.ts";
import type { VersionStep } from "../version/decider.ts";
import { versionDecider } from "../version/decider.ts";
import type { VersionContext } from "../version/make-events.ts";
import { initialVersion } from "../version/state.ts";
import type { PromptCommand } from "./commands.ts";
import type { PromptContext } from "./decider.ts";
import { deleted, promptDecider } from "./decider.ts";
import type { PromptState } from "./state.ts";
import { currentNumber, latestCommitted } from "./state.ts";
import type { PromptStream, PromptStreamEvent } from "./stream.ts";

/** What deciding on a prompt's stream may use in addition to command and state. */
export interface StreamContext extends VersionContext, PromptContext {
  /** The prompt to copy for a new one, or null. */
  readonly source: PromptStream | null;
}

/**
 * Decides on a command on a prompt or one of its versions. The prompt's rules decide whether it is allowed and on which number. The version's
 * rules decide how that version changes.
 */
export function decideStream(
  command: PromptCommand | VersionCommand,
  stream: PromptStream,
  context: StreamContext,
): Decision<PromptStreamEvent> {
  switch (command.type) {
    case "CreateVersion":
    case "EditVersion":
    case "CommitVersion":
    case "DeleteVersion":
    case "SaveVersion":
      return decideOnVersion(command, stream, context);
    default: {
      const decision = promptDecider.decide(command, stream.prompt, context);
      const copies = command.type === "CreatePrompt" && command.from !== undefined;
      return copies && decision.status === "accepted"
        ? withCopy(decision.events, command.from, context)
        : decision;
    }
  }
}

/** The events of a new prompt, including its first draft if it copies a version. */
function withCopy(
  events: readonly PromptStreamEvent[],
  { version = "current" }: NonNullable<PromptCommand<"CreatePrompt">["from"]>,
  context: StreamContext,
): Decision<PromptStreamEvent> {
  const { source, identity } = context;
  const input = source === null ? null : inputFrom(source, version);
  if (input === null) return noVersion(version);
  const create = { type: "Create", promptId: identity.id, number: 1, input } as const;
  const copied = versionDecider.decide(create, initialVersion, context);
  return copied.status === "rejected" ? copied : accept(...events, ...copied.events);
}

/** The content and notes of a version, as the input of a new one; null if there is no such version. */
function inputFrom({ prompt, versions }: PromptStream, ref: VersionRef): VersionInput | null {
  const version = versions[numberOf(ref, prompt)];
  if (version === undefined) return null;
  const { content, description, integrations } = version;
  return { ...content, description, integrations };
}

/** The number that a reference means; 0 if there is none. */
export function numberOf(ref: VersionRef, prompt: PromptState): number {
  if (ref === "current") return currentNumber(prompt);
  return ref === "latest" ? latestCommitted(prompt) : ref;
}

function decideOnVersion(
  command: VersionCommand,
  stream: PromptStream,
  context: StreamContext,
): Decision<PromptStreamEvent> {
  const { prompt } = stream;
  if (prompt.status === "none") return reject("prompt-not-found", "there is no such prompt");
  if (prompt.status === "deleted") return deleted(prompt);
  switch (command.type) {
    case "CreateVersion": {
      if (prompt.highest >= MAXIMUM_NUMBER) return exhausted();
      const from = command.from === undefined ? {} : inputFrom(stream, command.from);
      if (from === null) return noVersion(command.from);
      const input = { ...from, ...command.input };
      const create = { type: "Create", promptId: prompt.id, number: prompt.highest + 1, input } as const;
      return sequence(stream, context, [...commitDraft(prompt), [create.number, create]]);
    }
    case "EditVersion": {
      const number = command.number === undefined ? prompt.draft : numberOf(command.number, prompt);
      if (number === null) return noDraft(prompt);
      if (!prompt.numbers.includes(number)) return noVersion(command.number);
      return sequence(stream, context, [[number, command]]);
    }
    case "CommitVersion":
      return decideCommit(command, stream, context);
    case "DeleteVersion": {
      const { number } = command;
      if (!prompt.numbers.includes(number)) return noVersion(number);
      const environments = Object.entries(prompt.deployments).flatMap(([name, pin]) =>
        pin.number === number ? [name] : [],
      );
      if (environments.length > 0) {
        const message = `version ${number} is live in ${environments.join(", ")}; deploy another one there first`;
        return reject("version-live", message, "version", { number, environments });
      }
      const deletion = sequence(stream, context, [[number, { type: "Delete" }]]);
      const last = prompt.numbers.length === 1;
      if (deletion.status === "rejected" || !last || command.ifLastVersion !== "delete") return deletion;
      return accept(...deletion.events, { type: "PromptDeleted", data: { slug: prompt.slug } });
    }
    case "SaveVersion": {
      const number = saveTarget(command.number, prompt);
      if (number > MAXIMUM_NUMBER) return exhausted();
      const save = { ...command, type: "Save", promptId: prompt.id, number } as const;
      const before = prompt.draft !== null && number > prompt.draft ? commitDraft(prompt) : [];
      return sequence(stream, context, [...before, [number, save]]);
    }
  }
}

function decideCommit(
  command: Extract<VersionCommand, { readonly type: "CommitVersion" }>,
  stream: PromptStream,
  context: StreamContext,
): Decision<PromptStreamEvent> {
  const { prompt } = stream;
  if (command.ifNoneCommitted === true && latestCommitted(prompt) > 0) return accept();
  const number = command.number ?? prompt.draft;
  if (number === null) return noDraft(prompt);
  if (!prompt.numbers.includes(number)) return noVersion(number);
  const commit: Step = [number, { type: "Commit", message: command.message ?? null }];
  if (command.createNextDraft !== true || number !== prompt.draft) return sequence(stream, context, [commit]);
  if (prompt.highest >= MAXIMUM_NUMBER) return exhausted();
  const next = prompt.highest + 1;
  const input = inputFrom(stream, number) ?? {};
  return sequence(stream, context, [
    commit,
    [next, { type: "Create", promptId: prompt.id, number: next, input }],
  ]);
}

type Step = readonly [number: number, step: VersionStep];

// The steps of one command concern different numbers, so each is decided on the loaded state.
function sequence(
  stream: PromptStream,
  context: StreamContext,
  steps: readonly Step[],
): Decision<PromptStreamEvent> {
  const events: PromptStreamEvent[] = [];
  for (const [number, step] of steps) {
    const decision = versionDecider.decide(step, stream.versions[number] ?? initialVersion, context);
    if (decision.status === "rejected") return decision;
    events.push(...decision.events);
  }
  return accept(...events);
}

function commitDraft(prompt: PromptState): readonly Step[] {
  return prompt.draft === null ? [] : [[prompt.draft, { type: "Commit", message: null }]];
}

function saveTarget(number: number | "next" | "current", prompt: PromptState): number {
  if (number === "next") return currentNumber(prompt) + 1;
  if (number === "current") return currentNumber(prompt) || 1;
  return number;
}

/** The refusal of a version that the prompt does not have. */
export function noVersion(ref: VersionRef | undefined): Rejected {
  const which = ref === "current" ? "version" : ref === "latest" ? "committed version" : `version ${ref}`;
  return reject("version-not-found", `the prompt has no ${which}`, "version");
}

function noDraft(prompt: PromptState): Rejected {
  return reject("no-draft", `the prompt ${prompt.id} has no draft; create a version first`);
}

function exhausted(): Rejected {
  return reject("numbers-exhausted", `version numbers end at ${MAXIMUM_NUMBER}`, "version");
}
