import type { LedgerCommand, PromptRef } from "@promptledger/core";

/** A command that the model knows: what makes a prompt, or is done to one. */
export type ModelCommand = Extract<
  LedgerCommand,
  { readonly type: "CreatePrompt" } | { readonly prompt: PromptRef }
>;

/** A command that makes a prompt. */
export type CreateCommand = Extract<ModelCommand, { readonly type: "CreatePrompt" }>;

/** A command to a version. */
export type VersionCommand = Extract<
  ModelCommand,
  { readonly type: "CreateVersion" | "EditVersion" | "CommitVersion" | "SaveVersion" | "DeleteVersion" }
>;

/** A command to a prompt that exists, or to what is live of it. */
export type PromptCommand = Exclude<ModelCommand, CreateCommand | VersionCommand>;

/** The same command with every reference to a prompt written in another way. */
export function respelled(command: ModelCommand, spell: (prompt: PromptRef) => PromptRef): ModelCommand {
  if (command.type !== "CreatePrompt") return { ...command, prompt: spell(command.prompt) };
  const { from } = command;
  return from === undefined ? command : { ...command, from: { ...from, prompt: spell(from.prompt) } };
}
