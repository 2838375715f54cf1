import type { LedgerCommand, PromptRef, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { ImportStep, Remark } from "./import-plan.ts";

/** What writing a step did. */
export interface StepResult {
  /** False if the command had been applied before. */
  readonly written: boolean;
  readonly remark: Remark | null;
}

/** Writes one change in one append, with the time at which it happened. */
export async function writeStep(ledger: TenantLedger, step: ImportStep): Promise<StepResult> {
  const { commandId, promptId: id, action, change } = step;
  const write = async (commands: readonly LedgerCommand[]): Promise<boolean> => {
    const { receipt } = await ledger.batch(commands, { commandId, occurredAt: change.at });
    return !receipt.repeated;
  };
  const commands = commandsOf(step);
  try {
    return { written: await write(commands), remark: null };
  } catch (error) {
    if (action.type !== "restore" || !isLedgerError(error, "slug-taken")) throw error;
  }
  // The slug of a deleted prompt is free, so another prompt may have it by now.
  const { slug: taken } = await ledger.prompts.get({ id }, { deleted: true });
  const suffix = `-${id}`;
  const slug = `${[...taken].slice(0, 255 - suffix.length).join("")}${suffix}`;
  const written = await write(
    commands.map((command) => (command.type === "RestorePrompt" ? { ...command, slug } : command)),
  );
  const message = `its slug ${taken} now belongs to another prompt; restored as ${slug}`;
  return { written, remark: { line: change.line, message } };
}

function commandsOf({ promptId: id, action, change }: ImportStep): readonly LedgerCommand[] {
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
