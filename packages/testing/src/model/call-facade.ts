import type { Deployment, Grant, Prompt, Receipt, TenantLedger, Version } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { ModelCommand } from "./model-command.ts";
import type { Write } from "./model-ledger.ts";
import type { View } from "./model-view.ts";
import type { Action } from "./plan.ts";

/** The outcome of a write. */
export type Result =
  | {
      readonly status: "answered";
      readonly receipt: Receipt;
      readonly answers: readonly View[];
      /** The whole value that the facade returned. */
      readonly returned: object;
    }
  | { readonly status: "rejected"; readonly code: string };

/** The call of the facade that sends a write; `batch.` and a name for what only a batch can do. */
export function callOf({ commands }: Write): Action | "batch" {
  const [command] = commands;
  return command === undefined || commands.length > 1 ? "batch" : callOfOne(command);
}

/** Sends a write through the facade. Errors of the ledger are returned; all others are thrown. */
export async function callFacade(ledger: TenantLedger, write: Write): Promise<Result> {
  try {
    const { commands } = write;
    // The texts are any texts. Which of them are templates is not what the model is about.
    const options = { ...write.options, templateFaults: "accept" } as const;
    const [command] = commands;
    if (command === undefined || callOf(write).startsWith("batch")) {
      const returned = await ledger.batch(commands, options);
      return {
        status: "answered",
        receipt: returned.receipt,
        answers: returned.answers.map(asView),
        returned,
      };
    }
    const returned = await callSingle(ledger, command, options);
    const { receipt, ...answer } = returned;
    return { status: "answered", receipt, answers: [asView(answer)], returned };
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return { status: "rejected", code: error.code };
  }
}

function callOfOne(command: ModelCommand): Action {
  switch (command.type) {
    case "CreatePrompt":
      if (command.ifAbsent !== undefined) return "batch.ifAbsent";
      return command.from === undefined ? "prompts.create" : "prompts.duplicate";
    case "EditPrompt":
      return onlyStars(command) ? "prompts.star" : "prompts.edit";
    case "EditVersion":
      if (command.associate !== undefined) return "batch.associate";
      if (command.syntax !== undefined) return "batch.syntax";
      return command.number === undefined ? "batch.editDraft" : "versions.edit";
    case "CommitVersion":
      if (command.createNextDraft !== undefined) return "batch.createNextDraft";
      return command.ifNoneCommitted === undefined ? "versions.commit" : "batch.ifNoneCommitted";
    case "DeleteVersion":
      return command.ifLastVersion === undefined ? "versions.delete" : "batch.ifLastVersion";
    default:
      return CALLS[command.type];
  }
}

type OneCall = Exclude<
  ModelCommand["type"],
  "CreatePrompt" | "EditPrompt" | "EditVersion" | "CommitVersion" | "DeleteVersion"
>;

const CALLS: { readonly [Type in OneCall]: Action } = {
  TagPrompt: "prompts.tag",
  UntagPrompt: "prompts.untag",
  DeletePrompt: "prompts.delete",
  RestorePrompt: "prompts.restore",
  CreateVersion: "versions.create",
  SaveVersion: "batch.save",
  DeployVersion: "deployments.deploy",
  RollBackDeployment: "deployments.rollback",
  PromoteDeployment: "deployments.promote",
  UndeployVersion: "deployments.undeploy",
  GrantAccess: "access.grant",
  RevokeAccess: "access.revoke",
};

function onlyStars(command: Extract<ModelCommand, { readonly type: "EditPrompt" }>): boolean {
  return Object.keys(command).length === 3 && command.starred !== undefined;
}

type Answer = (Prompt | Version | Deployment) & { readonly receipt: Receipt };

function callSingle(ledger: TenantLedger, command: ModelCommand, options: Write["options"]): Promise<Answer> {
  const { prompts, versions, deployments, access } = ledger;
  switch (command.type) {
    case "CreatePrompt": {
      const { type: _type, from, ...input } = command;
      if (from === undefined) return prompts.create(input, options);
      const { prompt, ...version } = from;
      return prompts.duplicate(prompt, { ...input, ...version }, options);
    }
    case "EditPrompt": {
      const { type: _type, prompt, ...changes } = command;
      return onlyStars(command)
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
    case "CreateVersion": {
      const { from, input } = command;
      return versions.create(command.prompt, from === undefined ? input : { ...input, from }, options);
    }
    case "EditVersion":
      return versions.edit(command.prompt, command.number ?? 0, command.changes, options);
    case "CommitVersion": {
      const { type: _type, prompt, ...input } = command;
      return versions.commit(prompt, input, options);
    }
    case "SaveVersion":
      throw new Error("a save is sent as a batch");
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
      return access.grant(command.prompt, grantOf(command), options);
    case "RevokeAccess":
      return access.revoke(command.prompt, grantOf(command), options);
  }
}

function grantOf({ subject, permissions }: Grant): Grant {
  return { subject, permissions };
}

function asView(answer: object): View {
  return answer as View;
}
