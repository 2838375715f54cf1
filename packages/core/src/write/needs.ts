import type { PromptCommand } from "../prompt/commands.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import { rollbackTarget } from "../prompt/decide-deployment.ts";
import { numberOf } from "../prompt/decide-stream.ts";
import { slugCandidates } from "../prompt/slug.ts";
import type { Pin, PromptState } from "../prompt/state.ts";
import { currentNumber, latestCommitted } from "../prompt/state.ts";
import { own } from "../validation/own.ts";
import type { VersionCommand, VersionRef } from "../version/commands.ts";

/** What deciding on commands to a prompt, and answering them, reads beside its document. */
export interface Needs {
  /** Versions by their numbers, of those that exist. */
  readonly numbers: ReadonlySet<number>;
  /** The environments whose deployment is read. */
  readonly environments: ReadonlySet<string>;
  /** The slugs that may be claimed or released. */
  readonly slugs: ReadonlySet<string>;
  /** What may become live again: read from the history where the numbered version has changed since. */
  readonly pins: readonly Pin[];
}

type Command = PromptCommand | VersionCommand;

/**
 * What commands to one prompt read, all of them together, as far as its state before the first of them tells. It may be more than they turn
 * out to use: what earlier commands of a batch do to the prompt is not played through.
 */
export function needsOf(commands: readonly Command[], prompt: PromptState): Needs {
  const numbers = new Set([currentNumber(prompt)]);
  const environments = new Set<string>();
  const slugs = new Set<string>();
  const pins: Pin[] = [];
  for (const command of commands) {
    // All that it needs is known by its name, and loaded at first.
    if (command.type === "CreatePrompt") continue;
    for (const ref of versionsNamedBy(command)) numbers.add(numberOf(ref, prompt));
    for (const environment of environmentsNamedBy(command)) environments.add(environment);
    for (const slug of slugsMovedBy(command, prompt.slug)) slugs.add(slug);
    pins.push(...pinsOf(command, prompt, commands.length === 1));
    if (command.type === "PromoteDeployment") numbers.add(own(prompt.deployments, command.from)?.number ?? 0);
  }
  for (const { number } of pins) numbers.add(number);
  for (const number of heirsOf(commands, prompt)) numbers.add(number);
  return {
    numbers: new Set([...numbers].filter((number) => prompt.numbers.includes(number))),
    environments,
    slugs,
    pins,
  };
}

/** The versions that a command names. */
export function versionsNamedBy(command: Command): readonly VersionRef[] {
  switch (command.type) {
    case "CreateVersion":
      return command.from === undefined ? [] : [command.from];
    case "DeployVersion":
      return [command.version];
    case "CommitVersion":
      if (command.ifNoneCommitted === true) return ["latest"];
      return command.number === undefined ? [] : [command.number];
    case "EditVersion":
    case "DeleteVersion":
      return command.number === undefined ? [] : [command.number];
    case "SaveVersion":
      return typeof command.number === "number" ? [command.number] : [];
    default:
      return [];
  }
}

/** The environments whose deployment a command reads. */
export function environmentsNamedBy(command: Command): readonly string[] {
  switch (command.type) {
    case "DeployVersion":
    case "RollBackDeployment":
      return [command.environment ?? DEFAULT_ENVIRONMENT];
    case "PromoteDeployment":
      return [command.from, command.to];
    default:
      return [];
  }
}

/** The slugs that a command may claim or release on a prompt that holds this one, as far as it is known which. */
export function slugsMovedBy(command: Command, held: string | null, newId = ""): readonly string[] {
  switch (command.type) {
    case "CreatePrompt":
      return command.slug === undefined ? slugCandidates(command.name, newId) : [command.slug];
    case "EditPrompt":
      return command.slug === undefined ? [] : [command.slug, ...(held === null ? [] : [held])];
    case "RestorePrompt":
      return command.slug === undefined ? (held === null ? [] : [held]) : [command.slug];
    case "DeletePrompt":
      return held === null ? [] : [held];
    case "DeleteVersion":
      return command.emptied !== "delete" || held === null ? [] : [held];
    default:
      return [];
  }
}

/** What a rollback may return to: of a command by itself exactly one pin, of a batch any of the trail. */
function pinsOf(command: Command, prompt: PromptState, alone: boolean): readonly Pin[] {
  if (command.type !== "RollBackDeployment") return [];
  const pointer = own(prompt.deployments, command.environment ?? DEFAULT_ENVIRONMENT);
  if (pointer === undefined) return [];
  if (!alone) return pointer.trail;
  const target = rollbackTarget(command, prompt, pointer);
  return target === undefined ? [] : [target];
}

/** The versions that are the current and the latest one when those that are deleted are gone. */
function heirsOf(commands: readonly Command[], prompt: PromptState): readonly number[] {
  const gone = new Set(commands.flatMap((one) => (one.type === "DeleteVersion" ? [one.number] : [])));
  if (gone.size === 0) return [];
  const left = { ...prompt, numbers: prompt.numbers.filter((number) => !gone.has(number)) };
  return [currentNumber(left), latestCommitted(left)];
}
