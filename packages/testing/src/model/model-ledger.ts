import type { Actor, ErrorCode, Permission, PromptRef, WriteOptions } from "@promptledger/core";
import type { CreateCommand, ModelCommand, VersionCommand } from "./model-command.ts";
import { respelled } from "./model-command.ts";
import type { ModelEvent, ModelPrompt, ModelTenant } from "./model-state.ts";
import { draftOf, latestOf, numberOf } from "./model-state.ts";
import type { View } from "./model-view.ts";
import { viewOfDeployment, viewOfPrompt, viewOfVersion } from "./model-view.ts";
import { applyCreate, applyToPrompt, heldBy } from "./prompt-rules.ts";
import { idIn } from "./refer.ts";
import type { Drawn, Turn } from "./turn.ts";
import { beginTurn } from "./turn.ts";
import { applyToVersion, saveTarget } from "./version-rules.ts";

/** Commands that go to the ledger together, by whom and with which options. */
export interface Write {
  readonly actor: Actor;
  /** The environment of the writer's session. */
  readonly environment: string;
  readonly commands: readonly ModelCommand[];
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
  const created = new Map<string, string>();
  const find = (prompt: PromptRef): ModelPrompt | undefined =>
    turn.prompts.get(idOf(tenant, prompt, created) ?? "");
  for (const [index, command] of write.commands.entries()) {
    const present = command.type === "CreatePrompt" ? presentOf(command, turn) : find(command.prompt);
    if (present === undefined && command.type !== "CreatePrompt") return refused("prompt-not-found");
    const newId = command.type === "CreatePrompt" ? (command.id ?? drawn.promptIds[index]) : undefined;
    const id = present?.id ?? newId ?? `unknown-${index}`;
    const prompt = turn.prompts.get(id);
    const code =
      refuseActor(write.actor, command, present) ??
      refuseTime(occurredAt, prompt, now) ??
      (index === 0 ? refuseRevision(write.options.expected, prompt) : null) ??
      applyCommand(turn, command, id, present, find, write.environment);
    if (code !== null) return refused(code);
    const after = mustFind(turn, id);
    if (present === undefined) created.set(after.slug, id);
    answers.push(answerOf(command, prompt, after, write.environment));
  }
  const commands =
    commandId === undefined ? tenant.commands : new Map(tenant.commands).set(commandId, textOf(write));
  return {
    expected: { status: "done", events: turn.events, answers },
    tenant: { prompts: turn.prompts, slugs: turn.slugs, commands },
  };
}

/**
 * The id of the prompt that a reference names, if it can be told: an id is taken as it is. In a batch a slug stands for the prompt that the
 * batch has created with it, else for the one that had it before the batch.
 */
export function idOf(
  { slugs }: ModelTenant,
  prompt: PromptRef,
  created: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  if (typeof prompt !== "string") return idIn(prompt);
  return created.get(prompt) ?? slugs.get(prompt)?.holder ?? undefined;
}

/** The prompt that a write is to, as it was before: none where its first command makes one. */
export function promptOf({ commands: [command] }: Write, tenant: ModelTenant): ModelPrompt | undefined {
  if (command === undefined) return undefined;
  return command.type === "CreatePrompt"
    ? presentOf(command, tenant)
    : tenant.prompts.get(idOf(tenant, command.prompt) ?? "");
}

type Find = (prompt: PromptRef) => ModelPrompt | undefined;

/** The living prompt that a command to create one, unless there is one, finds under its slug by now. */
function presentOf(
  { slug, ifAbsent }: CreateCommand,
  { prompts, slugs }: Pick<ModelTenant, "prompts" | "slugs">,
): ModelPrompt | undefined {
  return ifAbsent && slug !== undefined ? prompts.get(slugs.get(slug)?.holder ?? "") : undefined;
}

function applyCommand(
  turn: Turn,
  command: ModelCommand,
  id: string,
  prompt: ModelPrompt | undefined,
  find: Find,
  environment: string,
): ErrorCode | null {
  if (command.type === "CreatePrompt") {
    if (prompt !== undefined) return null;
    return applyCreate(turn, command, id, command.from && find(command.from.prompt));
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
      return applyToVersion(turn, prompt, command);
    default:
      return applyToPrompt(turn, prompt, command, environment);
  }
}

// Whoever is trusted may do everything; others what they were granted, and everyone may create. Nobody gives what he has not.
function refuseActor(actor: Actor, command: ModelCommand, prompt: ModelPrompt | undefined): ErrorCode | null {
  if (prompt === undefined) return null;
  const held = heldBy(actor, prompt);
  return neededFor(command).every((one) => held.includes(one)) ? null : "forbidden";
}

function neededFor(command: ModelCommand): readonly Permission[] {
  switch (command.type) {
    case "DeletePrompt":
    case "DeleteVersion":
      return ["DELETE"];
    case "GrantAccess":
    case "RevokeAccess":
      return ["UPDATE", ...command.permissions];
    case "EditVersion":
      return command.associate === undefined ? ["UPDATE"] : ["READ", "UPDATE"];
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

function refuseRevision(expected: number | undefined, prompt: ModelPrompt | undefined): ErrorCode | null {
  return expected === undefined || expected === (prompt?.revision ?? 0) ? null : "revision-mismatch";
}

/** The view that a command is answered with. */
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

/** What tells whether two writes under one command id are the same: who, what, and with which conditions, however prompts are referred to. */
function textOf({ actor, commands, options: { expected, occurredAt } }: Write): string {
  const plain = commands.map((command) =>
    respelled(command, (prompt) => (typeof prompt === "string" ? prompt : { id: idIn(prompt) })),
  );
  return JSON.stringify([actor.id, plain, expected, occurredAt]);
}
