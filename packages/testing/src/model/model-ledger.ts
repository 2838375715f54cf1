import type { Actor, ErrorCode, LedgerCommand, Permission, PromptRef, WriteOptions } from "@promptledger/core";
import type { ModelEvent, ModelPrompt, ModelTenant } from "./model-state.ts";
import { draftOf } from "./model-state.ts";
import type { View } from "./model-view.ts";
import { viewOfDeployment, viewOfPrompt, viewOfVersion } from "./model-view.ts";
import { applyCreate, applyToPrompt, heldBy } from "./prompt-rules.ts";
import type { Drawn, Turn } from "./turn.ts";
import { beginTurn } from "./turn.ts";
import { applyToVersion, saveTarget } from "./version-rules.ts";

/** Commands that go to the ledger together, by whom and with which options. */
export interface Write {
  readonly actor: Actor;
  /** The environment of the writer's session. */
  readonly environment: string;
  readonly commands: readonly LedgerCommand[];
  readonly options: WriteOptions;
  /** True where the input breaks a rule, which the model does not check itself. */
  readonly broken: boolean;
}

/** What the model expects of a write. */
export type Expected =
  | { readonly status: "rejected"; readonly code: ErrorCode }
  /** The command id was applied before: nothing happens, and the answer is the first one again. */
  | { readonly status: "repeated" }
  | { readonly status: "done"; readonly events: readonly ModelEvent[]; readonly answers: readonly View[] };

/** What the model expects, and the tenant afterwards. */
export interface Applied {
  readonly expected: Expected;
  readonly tenant: ModelTenant;
}

/**
 * Applies a write to the model: all its commands or, at the first refusal, none. The order of the checks is part of what is
 * promised: the input; the command id; then for each command that its prompt can be found, that the actor may, the time, the expected
 * revision, and at last the rules of the domain.
 */
export function applyWrite(tenant: ModelTenant, write: Write, drawn: Drawn, now: number): Applied {
  const refused = (code: ErrorCode): Applied => ({ expected: { status: "rejected", code }, tenant });
  if (write.broken) return refused("invalid-input");
  const { commandId, occurredAt } = write.options;
  const before = commandId === undefined ? undefined : tenant.commands.get(commandId);
  if (before !== undefined) {
    if (before !== textOf(write)) return refused("command-id-reused");
    return { expected: { status: "repeated" }, tenant };
  }
  const turn = beginTurn(tenant, write.actor, occurredAt, drawn);
  const answers: View[] = [];
  for (const [index, command] of write.commands.entries()) {
    const id =
      command.type === "CreatePrompt"
        ? (command.id ?? drawn.promptIds[index] ?? `unknown-${index}`)
        : idOf(tenant, command.prompt);
    if (id === undefined) return refused("prompt-not-found");
    const prompt = turn.prompts.get(id);
    if (prompt === undefined && command.type !== "CreatePrompt") return refused("prompt-not-found");
    const code =
      refuseActor(write.actor, command, prompt) ??
      refuseTime(occurredAt, prompt, now) ??
      (index === 0 ? refuseRevision(write.options.expected, command, prompt) : null) ??
      applyCommand(turn, command, id, prompt, write.environment);
    if (code !== null) return refused(code);
    answers.push(answerOf(command, prompt, mustFind(turn, id), write.environment));
  }
  const commands =
    commandId === undefined ? tenant.commands : new Map(tenant.commands).set(commandId, textOf(write));
  return {
    expected: { status: "done", events: turn.events, answers },
    tenant: { prompts: turn.prompts, slugs: turn.slugs, commands },
  };
}

/** The id of the prompt that a reference names, if it can be told: an id is taken as it is. */
export function idOf({ slugs }: ModelTenant, prompt: PromptRef): string | undefined {
  return typeof prompt === "string" ? prompt : (slugs.get(prompt.slug)?.holder ?? undefined);
}

/** The revision that `expected` is compared with: that of the version which a command names, else of the prompt. */
export function revisionFor(command: LedgerCommand, prompt: ModelPrompt | undefined): number {
  if (prompt === undefined) return 0;
  switch (command.type) {
    case "EditVersion":
    case "CommitVersion":
    case "DeleteVersion":
      return prompt.versions.get(command.number ?? draftOf(prompt) ?? 0)?.revision ?? prompt.revision;
    default:
      return prompt.revision;
  }
}

function applyCommand(
  turn: Turn,
  command: LedgerCommand,
  id: string,
  prompt: ModelPrompt | undefined,
  environment: string,
): ErrorCode | null {
  if (command.type === "CreatePrompt") return applyCreate(turn, command, id);
  if (prompt === undefined) return "prompt-not-found";
  if (!prompt.alive && command.type !== "DeletePrompt" && command.type !== "RestorePrompt")
    return "prompt-deleted";
  switch (command.type) {
    case "CreateVersion":
    case "EditVersion":
    case "CommitVersion":
    case "SaveVersion":
    case "DeleteVersion":
      return applyToVersion(turn, prompt, command);
    default:
      return applyToPrompt(turn, prompt, command, environment);
  }
}

// Whoever is trusted may do everything; others what they were granted, and everyone may create. Nobody gives what he has not.
function refuseActor(
  actor: Actor,
  command: LedgerCommand,
  prompt: ModelPrompt | undefined,
): ErrorCode | null {
  if (command.type === "CreatePrompt" || prompt === undefined) return null;
  const held = heldBy(actor, prompt);
  return neededFor(command).every((one) => held.includes(one)) ? null : "forbidden";
}

function neededFor(command: LedgerCommand): readonly Permission[] {
  switch (command.type) {
    case "DeletePrompt":
    case "DeleteVersion":
      return ["DELETE"];
    case "GrantAccess":
    case "RevokeAccess":
      return ["UPDATE", ...command.permissions];
    default:
      return ["UPDATE"];
  }
}

function refuseTime(
  occurredAt: number | undefined,
  prompt: ModelPrompt | undefined,
  now: number,
): ErrorCode | null {
  if (occurredAt === undefined) return null;
  if (occurredAt > now) return "time-in-future";
  return occurredAt < (prompt?.lastAt ?? 0) ? "time-goes-back" : null;
}

function refuseRevision(
  expected: number | undefined,
  command: LedgerCommand,
  prompt: ModelPrompt | undefined,
): ErrorCode | null {
  return expected === undefined || expected === revisionFor(command, prompt) ? null : "revision-mismatch";
}

/** The view that a command is answered with. */
function answerOf(
  command: LedgerCommand,
  before: ModelPrompt | undefined,
  after: ModelPrompt,
  environment: string,
): View {
  switch (command.type) {
    case "CreateVersion":
      return version(after, after.highest);
    case "EditVersion":
    case "CommitVersion":
      return version(after, command.number ?? (before === undefined ? null : draftOf(before)));
    case "SaveVersion":
      return version(after, before === undefined ? null : saveTarget(before, command.number));
    case "DeployVersion":
    case "RollBackDeployment":
      return deployment(after, command.environment ?? environment);
    case "PromoteDeployment":
      return deployment(after, command.to);
    default:
      return viewOfPrompt(after, environment);
  }
}

function version(prompt: ModelPrompt, number: number | null): View {
  const found = prompt.versions.get(number ?? 0);
  if (found === undefined) throw new Error(`the model has no version ${number} to answer`);
  return viewOfVersion(prompt, found);
}

function deployment(prompt: ModelPrompt, environment: string): View {
  const found = prompt.live.get(environment);
  if (found === undefined) throw new Error(`in the model nothing is live in ${environment}`);
  return viewOfDeployment(prompt, environment, found);
}

function mustFind(turn: Turn, id: string): ModelPrompt {
  const found = turn.prompts.get(id);
  if (found === undefined) throw new Error(`the model has no prompt ${id}`);
  return found;
}

/** What tells whether two writes under one command id are the same: who, what, and with which conditions. */
function textOf({ actor, commands, options: { expected, occurredAt } }: Write): string {
  return JSON.stringify([actor.id, commands, expected, occurredAt]);
}
