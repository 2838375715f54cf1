import type { LedgerCommand, PromptRef, TenantLedger, WriteOptions } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { ImportStep, Remark } from "./import-plan.ts";

/** What writing a step did. */
export interface StepResult {
  /** False where the command had been applied before. */
  readonly written: boolean;
  readonly remark: Remark | null;
}

/** Writes one change in one append, as its author, with the time at which it happened. */
export async function writeStep(ledger: TenantLedger, step: ImportStep): Promise<StepResult> {
  const options = { commandId: step.commandId, occurredAt: step.change.at };
  const commands = commandsOf(step);
  try {
    return { written: await write(ledger, commands, options), remark: null };
  } catch (error) {
    if (step.action.type !== "restore" || !isLedgerError(error, "slug-taken")) throw error;
    return writeWithOtherSlug(ledger, step, commands, options);
  }
}

// While a prompt is deleted, its slug is free: when it comes back, another one may have it.
async function writeWithOtherSlug(
  ledger: TenantLedger,
  step: ImportStep,
  commands: readonly LedgerCommand[],
  options: WriteOptions,
): Promise<StepResult> {
  const { slug } = await ledger.prompts.get({ id: step.promptId }, { deleted: true });
  const suffix = `-${step.promptId}`;
  const other = `${[...slug].slice(0, 255 - suffix.length).join("")}${suffix}`;
  const again = commands.map((command) =>
    command.type === "RestorePrompt" ? { ...command, slug: other } : command,
  );
  const message = `its slug ${slug} belongs to another prompt now; restored as ${other}`;
  return { written: await write(ledger, again, options), remark: { line: step.change.line, message } };
}

async function write(
  ledger: TenantLedger,
  commands: readonly LedgerCommand[],
  options: WriteOptions,
): Promise<boolean> {
  const { receipt } = await ledger.batch(commands, options);
  return !receipt.repeated;
}

function commandsOf(step: ImportStep): readonly LedgerCommand[] {
  const { promptId: id, action, change } = step;
  const prompt = { id };
  switch (action.type) {
    case "create":
      return [{ type: "CreatePrompt", id, name: change.prompt }, ...newVersion(prompt, action.text)];
    case "edit":
      return newVersion(prompt, action.text);
    case "delete":
      return [{ type: "DeletePrompt", prompt }];
    case "restore":
      return [
        { type: "RestorePrompt", prompt },
        ...(action.text === null ? [deployLatest(prompt)] : newVersion(prompt, action.text)),
      ];
  }
}

function newVersion(prompt: PromptRef, content: string): readonly LedgerCommand[] {
  return [
    { type: "CreateVersion", prompt, input: { messages: [{ role: "user", content }] } },
    { type: "CommitVersion", prompt },
    deployLatest(prompt),
  ];
}

function deployLatest(prompt: PromptRef): LedgerCommand {
  return { type: "DeployVersion", prompt, version: "latest" };
}
