import type { Command } from "commander";
import type { CheckpointOptions } from "../proof/checkpoint-command.ts";
import type { ProveLiveOptions } from "../proof/prove-command.ts";
import type { VerifyCommandOptions } from "../proof/verify-command.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { collected, PROMPT_HELP, positionNumber } from "./options.ts";
import { proofCommand } from "./proof-command.ts";

/** Adds `checkpoint`, `verify`, `prove` and `export`, which prove the history to others. */
export function addProofCommands(root: Command, terminal: Terminal): void {
  proofCommand(root, "checkpoint", "sign the history as it is now; keep it where nobody can change it")
    .option("--out <file>", "the file to write; it is replaced at once")
    .action(async (options: CheckpointOptions) => {
      const { checkpointCommand } = await import("../proof/checkpoint-command.ts");
      await checkpointCommand(options, terminal);
    });

  proofCommand(root, "verify", "compare the history with checkpoints; of a file, without a storage")
    .argument("[file]", "an export, or a proof of what was live; default: the history in the storage")
    .option("--checkpoint <file>", "a checkpoint from before; may be given several times", collected)
    .option("--public-key <key>", "the key that must have signed the checkpoints")
    .option("--origin <name>", "the log that the file must be of: <host>/<tenant>")
    .option("--against <file>", "an earlier export, to name each event that differs")
    .action(async (file: string | undefined, options: VerifyCommandOptions) => {
      const { verifyCommand } = await import("../proof/verify-command.ts");
      await verifyCommand(file, options, terminal);
    });

  proofCommand(root, "export", "write the history, one event a line, with a checkpoint at the end")
    .option("--out <file>", "the file to write; it is replaced at once; default: it is printed")
    .action(async (options: CheckpointOptions) => {
      const { exportCommand } = await import("../proof/export-command.ts");
      await exportCommand(options, terminal);
    });

  const prove = root.command("prove").description("write a proof for somebody who has only the public key");
  proofCommand(prove, "live", "what was live at a time, and that it was still live then")
    .argument("<prompt>", PROMPT_HELP)
    .option("--at <time>", "2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z; default: now")
    .option("--environment <name>", "where", "production")
    .option("--out <file>", "the file to write; it is replaced at once; default: it is printed")
    .action(async (prompt: string, options: ProveLiveOptions) => {
      const { proveLiveCommand } = await import("../proof/prove-command.ts");
      await proveLiveCommand(prompt, options, terminal);
    });
  proofCommand(prove, "event", "that an event is in the history")
    .argument("<position>", "the position of the event, as log --json shows it", positionNumber)
    .option("--out <file>", "the file to write; it is replaced at once; default: it is printed")
    .action(async (position: number, options: CheckpointOptions) => {
      const { proveEventCommand } = await import("../proof/prove-command.ts");
      await proveEventCommand(position, options, terminal);
    });
  proofCommand(prove, "continues", "that the history continues an older checkpoint")
    .argument("<checkpoint>", "the file of the older checkpoint")
    .option("--out <file>", "the file to write; it is replaced at once; default: it is printed")
    .action(async (checkpoint: string, options: CheckpointOptions) => {
      const { proveContinuesCommand } = await import("../proof/prove-command.ts");
      await proveContinuesCommand(checkpoint, options, terminal);
    });
}
