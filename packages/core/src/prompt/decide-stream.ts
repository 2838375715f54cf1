import type { Decision } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import type { VersionCommand } from "../version/commands.ts";
import { MAXIMUM_NUMBER } from "../version/commands.ts";
import type { VersionContext, VersionStep } from "../version/decide.ts";
import { decideVersion } from "../version/decide.ts";
import type { VersionState } from "../version/state.ts";
import { initialVersion } from "../version/state.ts";
import type { PromptCommand } from "./commands.ts";
import type { PromptContext } from "./decide.ts";
import { decidePrompt, deleted } from "./decide.ts";
import type { PromptState } from "./state.ts";
import { currentNumber } from "./state.ts";
import type { PromptStream, PromptStreamEvent } from "./stream.ts";

/** What deciding on a prompt's stream may use beside command and state. */
export interface StreamContext extends VersionContext, Omit<PromptContext, "version"> {}

/**
 * Decides on a command to a prompt or to one of its versions: the prompt's rules say whether and on which number, the version's
 * rules what happens to it.
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
      const version = (number: number): VersionState => stream.versions[number] ?? initialVersion();
      return decidePrompt(command, stream.prompt, { ...context, version });
    }
  }
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
      const create = {
        type: "Create",
        promptId: prompt.id,
        number: prompt.highest + 1,
        input: command.input,
      } as const;
      return sequence(stream, context, [...commitDraft(prompt), [create.number, create]]);
    }
    case "EditVersion": {
      const number = command.number ?? prompt.draft;
      if (number === null) return noDraft(prompt);
      if (!prompt.numbers.includes(number)) return notFound(number);
      return sequence(stream, context, [[number, { ...command, type: "Edit" }]]);
    }
    case "CommitVersion":
      return decideCommit(command, stream, context);
    case "DeleteVersion": {
      if (!prompt.numbers.includes(command.number)) return notFound(command.number);
      const environments = Object.entries(prompt.deployments).filter(
        ([, pin]) => pin.number === command.number,
      );
      if (environments.length > 0) {
        const names = environments.map(([name]) => name).join(", ");
        return reject(
          "version-live",
          `version ${command.number} is live in ${names}; deploy another one there first`,
          "version",
        );
      }
      const deletion = sequence(stream, context, [[command.number, { type: "Delete" }]]);
      const last = prompt.numbers.length === 1;
      if (deletion.status === "rejected" || !last || command.emptied !== "delete") return deletion;
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
  const number = command.number ?? prompt.draft;
  if (number === null) return noDraft(prompt);
  if (!prompt.numbers.includes(number)) return notFound(number);
  const commit: Step = [number, { type: "Commit", message: command.message ?? null }];
  if (command.openNext !== true || number !== prompt.draft) return sequence(stream, context, [commit]);
  if (prompt.highest >= MAXIMUM_NUMBER) return exhausted();
  const { content, description, integrations } = stream.versions[number] ?? initialVersion();
  const next = prompt.highest + 1;
  const input = { ...content, description, integrations };
  return sequence(stream, context, [
    commit,
    [next, { type: "Create", promptId: prompt.id, number: next, input }],
  ]);
}

type Step = readonly [number: number, step: VersionStep];

// The steps of one command are on different numbers, so each is decided on the state that was loaded.
function sequence(
  stream: PromptStream,
  context: StreamContext,
  steps: readonly Step[],
): Decision<PromptStreamEvent> {
  const events: PromptStreamEvent[] = [];
  for (const [number, step] of steps) {
    const decision = decideVersion(step, stream.versions[number] ?? initialVersion(), context);
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

function notFound(number: number): ReturnType<typeof reject> {
  return reject("version-not-found", `the prompt has no version ${number}`, "version");
}

function noDraft(prompt: PromptState): ReturnType<typeof reject> {
  return reject("no-draft", `the prompt ${prompt.id} has no draft; create a version first`);
}

function exhausted(): ReturnType<typeof reject> {
  return reject("numbers-exhausted", `version numbers end at ${MAXIMUM_NUMBER}`, "version");
}
