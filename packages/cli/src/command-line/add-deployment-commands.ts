import type { Command } from "commander";
import { Option } from "commander";
import type { DeploymentOptions, PromoteOptions, RollbackOptions } from "../commands/deployment-commands.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { latestOrNumber, PROMPT_HELP, versionNumber, writeCommand } from "./options.ts";

/** Adds `deploy`, `rollback` and `promote`, which change what is live. */
export function addDeploymentCommands(root: Command, terminal: Terminal): void {
  deploymentCommand(root, "deploy", "make a committed version live")
    .argument("<version>", "a version's number, or latest", latestOrNumber)
    .addOption(environmentOption())
    .action(async (prompt: string, version: number | "latest", options: DeploymentOptions) => {
      const { deployCommand } = await import("../commands/deployment-commands.ts");
      await deployCommand(prompt, version, options, terminal);
    });

  deploymentCommand(root, "rollback", "return to what was live before")
    .option(
      "--to <number>",
      "an older version that was live; default: the one before this one",
      versionNumber,
    )
    .addOption(environmentOption())
    .action(async (prompt: string, options: RollbackOptions) => {
      const { rollbackCommand } = await import("../commands/deployment-commands.ts");
      await rollbackCommand(prompt, options, terminal);
    });

  deploymentCommand(root, "promote", "make what is live in one environment live in another")
    .requiredOption("--from <environment>", "the environment whose version it is")
    .requiredOption("--to <environment>", "the environment that gets it")
    .action(async (prompt: string, options: PromoteOptions) => {
      const { promoteCommand } = await import("../commands/deployment-commands.ts");
      await promoteCommand(prompt, options, terminal);
    });
}

function deploymentCommand(root: Command, name: string, description: string): Command {
  const contract = new Option(
    "--contract <rule>",
    "keep: refuse what callers of the live version would notice",
  );
  return writeCommand(root, name, description)
    .argument("<prompt>", PROMPT_HELP)
    .addOption(contract.choices(["keep", "change"]));
}

function environmentOption(): Option {
  return new Option("--environment <name>", "where").default("production");
}
