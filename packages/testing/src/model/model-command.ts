import type { LedgerCommand, PromptRef } from "@promptledger/core";

/** A command that the model knows: it creates a prompt, or is about one. */
export type ModelCommand = Extract<
  LedgerCommand,
  { readonly type: "CreatePrompt" } | { readonly prompt: PromptRef }
>;

/** A command that creates a prompt. */
export type CreateCommand = Extract<ModelCommand, { readonly type: "CreatePrompt" }>;

/** A command on a version. */
export type VersionCommand = Extract<
  ModelCommand,
  { readonly type: "CreateVersion" | "EditVersion" | "CommitVersion" | "SaveVersion" | "DeleteVersion" }
>;

/** A command on an existing prompt or its deployments. */
export type PromptCommand = Exclude<ModelCommand, CreateCommand | VersionCommand>;

/** The same command with each reference to a prompt replaced. */
export function withReferences(
  command: ModelCommand,
  change: (prompt: PromptRef) => PromptRef,
): ModelCommand {
  if (command.type !== "CreatePrompt") return { ...command, prompt: change(command.prompt) };
  const { from } = command;
  return from === undefined ? command : { ...command, from: { ...from, prompt: change(from.prompt) } };
}
