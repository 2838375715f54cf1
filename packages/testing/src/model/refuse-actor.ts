import type { Actor, ErrorCode, Permission } from "@promptledger/core";
import type { ModelCommand } from "./model-command.ts";
import type { ModelPrompt } from "./model-state.ts";
import { heldBy } from "./prompt-rules.ts";

/**
 * Refuses a command on an existing prompt to an actor that lacks a permission for it. Trusted actors may do everything. Others may do what
 * they were granted, and may create prompts. Nobody can grant what they do not have.
 */
export function refuseActor(
  actor: Actor,
  command: ModelCommand,
  prompt: ModelPrompt | undefined,
): ErrorCode | null {
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
    default:
      return ["UPDATE"];
  }
}
