import type { Actor, ErrorCode, PromptRef, WriteOptions } from "@promptledger/core";
import type { Generated, ModelAppend } from "./model-append.ts";
import { beginAppend, nothingGenerated } from "./model-append.ts";
import type { CreateCommand, ModelCommand, VersionCommand } from "./model-command.ts";
import type { ModelEvent, ModelPrompt, ModelTenant } from "./model-state.ts";
import { draftOf, latestOf, numberOf } from "./model-state.ts";
import type { View } from "./model-view.ts";
import { viewOfDeployment, viewOfPrompt, viewOfVersion, withheldView } from "./model-view.ts";
import { applyCreate, applyToPrompt, heldBy } from "./prompt-rules.ts";
import { idIn } from "./refer.ts";
import { refuseActor } from "./refuse-actor.ts";
import { commandKey, recordOf, refuseRepeat } from "./repeats.ts";
import { slugForm } from "./slug-form.ts";
import { applyToVersion, saveTarget } from "./version-rules.ts";
import type { Writer } from "./writers.ts";

/** Commands that are sent to the ledger together, with their actor and options. */
export interface Write {
  readonly actor: Actor;
  /** The environment of the writer's session. */
  readonly environment: string;
  readonly commands: readonly ModelCommand[];
  readonly options: WriteOptions;
  /** True if the input is invalid. The model does not check the input itself. */
  readonly invalid: boolean;
}

/** A write by this writer, without options. */
export function writeBy(writer: Writer, ...commands: readonly ModelCommand[]): Write {
  return { ...writer, commands, options: {}, invalid: false };
}

/** What the model expects of a write. */
export type Expected =
  | { readonly status: "rejected"; readonly code: ErrorCode }
  /** The actor has used the command id before: nothing changes, and the answer is the first answer again. */
  | { readonly status: "repeated" }
  | { readonly status: "done"; readonly events: readonly ModelEvent[]; readonly answers: readonly View[] };

/** The outcome that the model expects, and the tenant afterwards. */
export interface Applied {
  readonly expected: Expected;
  readonly tenant: ModelTenant;
}

/**
 * Applies a write to the model: all its commands, or none if one is rejected. The order of the checks is part of the promise: first the
 * input and the command id, with today's permissions; then, for each command, that the prompt exists, that the actor has permission, that the time does not go back,
 * the expected revision, and the rules of the domain; last, if there are events, that they do not lie in the future of the store.
 */
export function applyWrite(tenant: ModelTenant, write: Write, generated: Generated, now: number): Applied {
  const refused = (code: ErrorCode): Applied => ({ expected: { status: "rejected", code }, tenant });
  if (write.invalid) return refused("invalid-input");
  const { commandId, occurredAt } = write.options;
  const key = commandId === undefined ? null : commandKey(write.actor, commandId);
  const applied = key === null ? undefined : tenant.commands.get(key);
  if (applied !== undefined) {
    const today = (prompt: PromptRef): ModelPrompt | undefined =>
      tenant.prompts.get(idOf(tenant, prompt) ?? "");
    const code = refuseRepeat(write, applied, tenant.prompts, today);
    return code === null ? { expected: { status: "repeated" }, tenant } : refused(code);
  }
  const append = beginAppend(tenant, write.actor, occurredAt, generated);
  const answers: View[] = [];
  const promptIds: string[] = [];
  const created = new Map<string, string>();
  const find = (prompt: PromptRef): ModelPrompt | undefined =>
    append.prompts.get(idOf(append, prompt) ?? idOf(tenant, prompt, created) ?? "");
  for (const [index, command] of write.commands.entries()) {
    const present = command.type === "CreatePrompt" ? presentOf(command, append) : find(command.prompt);
    if (present === undefined && command.type !== "CreatePrompt") return refused("prompt-not-found");
    const newId = command.type === "CreatePrompt" ? (command.id ?? generated.promptIds[index]) : undefined;
    const id = present?.id ?? newId ?? `unknown-${index}`;
    const prompt = append.prompts.get(id);
    const code =
      refuseActor(write.actor, command, present) ??
      refuseTime(occurredAt, prompt) ??
      (index === 0 ? refuseRevision(write.options.expected, prompt) : null) ??
      applyCommand(append, command, id, present, find, write.environment);
    if (code !== null) return refused(code);
    const after = mustFind(append, id);
    if (present === undefined) created.set(after.slug, id);
    promptIds.push(id);
    const answer = answerOf(command, prompt, after, write.environment);
    answers.push(heldBy(write.actor, after).includes("READ") ? answer : withheldView(answer));
  }
  const changed = append.events.length > 0;
  const moment = Math.max(tenant.recordedAt, now);
  if (changed && occurredAt !== undefined && occurredAt > moment) return refused("time-in-future");
  const recordedAt = changed ? Math.max(moment, generated.recordedAt) : tenant.recordedAt;
  const commands =
    key === null ? tenant.commands : new Map(tenant.commands).set(key, recordOf(write, promptIds));
  return {
    expected: { status: "done", events: append.events, answers },
    tenant: { prompts: append.prompts, slugs: append.slugs, commands, recordedAt },
  };
}

/** Whether the model refuses a write for a permission that its actor does not have. */
export function isForbidden(tenant: ModelTenant, write: Write): boolean {
  const { expected } = applyWrite(tenant, write, nothingGenerated(0), 0);
  return expected.status === "rejected" && expected.code === "forbidden";
}

/**
 * The id of the prompt that a reference means; undefined if no prompt has the slug. In a batch, a slug that nobody has any more means the prompt
 * that the batch created with it, or else the prompt that had it before the batch.
 */
export function idOf(
  { slugs }: Pick<ModelTenant, "slugs">,
  prompt: PromptRef,
  created: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  if (typeof prompt !== "string") return idIn(prompt);
  const slug = slugForm(prompt);
  return created.get(slug) ?? slugs.get(slug)?.holder ?? undefined;
}

/** The prompt that a write is about, as it was before the write; undefined if the first command creates it. */
export function promptOf({ commands: [command] }: Write, tenant: ModelTenant): ModelPrompt | undefined {
  if (command === undefined) return undefined;
  return command.type === "CreatePrompt"
    ? presentOf(command, tenant)
    : tenant.prompts.get(idOf(tenant, command.prompt) ?? "");
}

type Find = (prompt: PromptRef) => ModelPrompt | undefined;

/** The prompt that already has the slug of a command with `ifAbsent`. */
function presentOf(
  { slug, ifAbsent }: CreateCommand,
  { prompts, slugs }: Pick<ModelTenant, "prompts" | "slugs">,
): ModelPrompt | undefined {
  return ifAbsent && slug !== undefined ? prompts.get(slugs.get(slugForm(slug))?.holder ?? "") : undefined;
}

function applyCommand(
  append: ModelAppend,
  command: ModelCommand,
  id: string,
  prompt: ModelPrompt | undefined,
  find: Find,
  environment: string,
): ErrorCode | null {
  if (command.type === "CreatePrompt") {
    if (prompt !== undefined) return null;
    return applyCreate(append, command, id, command.from && find(command.from.prompt));
  }
  if (prompt === undefined) return "prompt-not-found";
  if (!prompt.alive && command.type !== "DeletePrompt" && command.type !== "RestorePrompt")
    return "prompt-deleted";
  switch (command.type) {
    case "CreateVersion":
    case "EditVersion":
    case "CommitVersion":
    case "SaveVersion":
    case "DeleteVersion":
      return applyToVersion(append, prompt, command);
    default:
      return applyToPrompt(append, prompt, command, environment);
  }
}

function refuseTime(occurredAt: number | undefined, prompt: ModelPrompt | undefined): ErrorCode | null {
  return occurredAt !== undefined && occurredAt < (prompt?.lastAt ?? 0) ? "time-goes-back" : null;
}

function refuseRevision(expected: number | undefined, prompt: ModelPrompt | undefined): ErrorCode | null {
  return expected === undefined || expected === (prompt?.revision ?? 0) ? null : "revision-mismatch";
}

/** The answer to a command. */
function answerOf(
  command: ModelCommand,
  before: ModelPrompt | undefined,
  after: ModelPrompt,
  environment: string,
): View {
  switch (command.type) {
    case "CreateVersion":
      return version(after, after.highest);
    case "EditVersion":
    case "CommitVersion":
    case "SaveVersion":
      return version(after, before === undefined ? null : numberAnswered(command, before));
    case "DeployVersion":
    case "RollBackDeployment":
      return deployment(after, command.environment ?? environment);
    case "PromoteDeployment":
      return deployment(after, command.to);
    default:
      return viewOfPrompt(after, environment);
  }
}

function numberAnswered(
  command: Extract<VersionCommand, { readonly type: "EditVersion" | "CommitVersion" | "SaveVersion" }>,
  before: ModelPrompt,
): number | null {
  switch (command.type) {
    case "EditVersion":
      return command.number === undefined ? draftOf(before) : numberOf(before, command.number);
    case "CommitVersion":
      return (command.ifNoneCommitted ? latestOf(before) : undefined) ?? command.number ?? draftOf(before);
    case "SaveVersion":
      return saveTarget(before, command.number);
  }
}

function version(prompt: ModelPrompt, number: number | null): View {
  const found = prompt.versions.get(number ?? 0);
  if (found === undefined) throw new Error(`the model has no version ${number}`);
  return viewOfVersion(prompt, found);
}

function deployment(prompt: ModelPrompt, environment: string): View {
  const found = prompt.live.get(environment);
  if (found === undefined) throw new Error(`the model has no deployment in ${environment}`);
  return viewOfDeployment(prompt, environment, found);
}

function mustFind(append: ModelAppend, id: string): ModelPrompt {
  const found = append.prompts.get(id);
  if (found === undefined) throw new Error(`the model has no prompt ${id}`);
  return found;
}
