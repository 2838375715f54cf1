import type { Deployment, LedgerCommand, Prompt, Receipt, TenantLedger, Version } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { Write } from "./model-ledger.ts";
import type { View } from "./model-view.ts";
import type { Action } from "./plan.ts";

/** What the ledger did with a write. */
export type Result =
  | {
      readonly status: "answered";
      readonly receipt: Receipt;
      readonly answers: readonly View[];
      /** What the facade gave, as a whole. */
      readonly given: object;
    }
  | { readonly status: "rejected"; readonly code: string };

/** The call of the facade that a write goes through. */
export function callOf({ commands }: Write): Action | "batch" {
  const [command] = commands;
  if (command === undefined || commands.length > 1) return "batch";
  if (command.type === "EditVersion" && command.number === undefined) return "batch";
  if (command.type === "EditPrompt" && Object.keys(command).length === 3 && "starred" in command)
    return "prompts.star";
  return CALLS[command.type];
}

/** Sends a write through the facade; throws only what is no error of the ledger. */
export async function callFacade(ledger: TenantLedger, write: Write): Promise<Result> {
  try {
    const { commands, options } = write;
    const [command] = commands;
    if (command === undefined || callOf(write) === "batch") {
      const given = await ledger.batch(commands, options);
      return { status: "answered", receipt: given.receipt, answers: given.answers.map(asView), given };
    }
    const given = await callSingle(ledger, command, options);
    const { receipt, ...answer } = given;
    return { status: "answered", receipt, answers: [asView(answer)], given };
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return { status: "rejected", code: error.code };
  }
}

const CALLS: { readonly [Type in LedgerCommand["type"]]: Action } = {
  CreatePrompt: "prompts.create",
  EditPrompt: "prompts.edit",
  TagPrompt: "prompts.tag",
  UntagPrompt: "prompts.untag",
  DeletePrompt: "prompts.delete",
  RestorePrompt: "prompts.restore",
  CreateVersion: "versions.create",
  EditVersion: "versions.edit",
  CommitVersion: "versions.commit",
  SaveVersion: "versions.save",
  DeleteVersion: "versions.delete",
  DeployVersion: "deployments.deploy",
  RollBackDeployment: "deployments.rollback",
  PromoteDeployment: "deployments.promote",
  UndeployVersion: "deployments.undeploy",
  GrantAccess: "access.grant",
  RevokeAccess: "access.revoke",
};

type Given = (Prompt | Version | Deployment) & { readonly receipt: Receipt };

function callSingle(ledger: TenantLedger, command: LedgerCommand, options: Write["options"]): Promise<Given> {
  const { prompts, versions, deployments, access } = ledger;
  switch (command.type) {
    case "CreatePrompt": {
      const { type: _type, ...input } = command;
      return prompts.create(input, options);
    }
    case "EditPrompt": {
      const { type: _type, prompt, ...changes } = command;
      const onlyStar = Object.keys(changes).length === 1 && changes.starred !== undefined;
      return onlyStar
        ? prompts.star(prompt, changes.starred, options)
        : prompts.edit(prompt, changes, options);
    }
    case "TagPrompt": {
      const { type: _type, prompt, ...tag } = command;
      return prompts.tag(prompt, tag, options);
    }
    case "UntagPrompt": {
      const { type: _type, prompt, ...tag } = command;
      return prompts.untag(prompt, tag, options);
    }
    case "DeletePrompt":
      return prompts.delete(command.prompt, options);
    case "RestorePrompt": {
      const { type: _type, prompt, ...input } = command;
      return prompts.restore(prompt, input, options);
    }
    case "CreateVersion":
      return versions.create(command.prompt, command.input, options);
    case "EditVersion":
      return versions.edit(command.prompt, command.number ?? 0, command.changes, options);
    case "CommitVersion": {
      const { type: _type, prompt, ...input } = command;
      return versions.commit(prompt, input, options);
    }
    case "SaveVersion": {
      const { type: _type, prompt, ...save } = command;
      return versions.save(prompt, save, options);
    }
    case "DeleteVersion":
      return versions.delete(command.prompt, command.number, options);
    case "DeployVersion": {
      const { type: _type, prompt, ...input } = command;
      return deployments.deploy(prompt, input, options);
    }
    case "RollBackDeployment": {
      const { type: _type, prompt, ...input } = command;
      return deployments.rollback(prompt, input, options);
    }
    case "PromoteDeployment":
      return deployments.promote(command.prompt, { from: command.from, to: command.to }, options);
    case "UndeployVersion": {
      const { type: _type, prompt, ...input } = command;
      return deployments.undeploy(prompt, input, options);
    }
    case "GrantAccess":
      return access.grant(
        command.prompt,
        { subject: command.subject, permissions: command.permissions },
        options,
      );
    case "RevokeAccess":
      return access.revoke(
        command.prompt,
        { subject: command.subject, permissions: command.permissions },
        options,
      );
  }
}

function asView(answer: object): View {
  return answer as View;
}
