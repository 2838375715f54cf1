import type { Command } from "commander";
import { Argument } from "commander";
import type { Shell } from "../commands/completion-command.ts";
import type { Terminal } from "../terminal/terminal.ts";

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

const HELP = `
To complete commands and options in every new shell, run once:
  bash  echo 'source <(promptledger completion bash)' >> ~/.bashrc
  zsh   echo 'source <(promptledger completion zsh)' >> ~/.zshrc, after compinit
  fish  promptledger completion fish > ~/.config/fish/completions/promptledger.fish`;

/** Adds `completion`, which prints what a shell needs to complete every command. */
export function addCompletionCommand(root: Command, terminal: Terminal): void {
  root
    .command("completion")
    .description("print the completion of a shell: bash, zsh or fish")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", HELP)
    .action(async (shell: Shell) => {
      const { completionCommand } = await import("../commands/completion-command.ts");
      completionCommand(shell, root, terminal);
    });
}
