import type { Deployment, PromptRef, TenantLedger, Written } from "@promptledger/core";
import type { Command } from "commander";
import { Option } from "commander";
import type { LedgerOptions } from "../storage/with-ledger.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { withIsoTimes } from "../terminal/moment-text.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import { findPrompt } from "./find-prompt.ts";
import type { SaidOptions } from "./options.ts";
import { latestOrNumber, PROMPT_HELP, versionNumber, writeCommand, writeOptions } from "./options.ts";

/** Options of the commands that change what is live. */
export interface DeploymentOptions extends LedgerOptions, SaidOptions {
  readonly environment: string;
  readonly contract?: "keep" | "change";
}

/** Adds `deploy`, `rollback` and `promote`, which change what is live. */
export function addDeploymentCommands(root: Command, terminal: Terminal): void {
  deploymentCommand(root, "deploy", "make a committed version live")
    .argument("<version>", "a version's number, or latest", latestOrNumber)
    .addOption(environmentOption())
    .action((name: string, version: number | "latest", options: DeploymentOptions) =>
      change(name, options, terminal, ({ deployments }, prompt, { input, write }) =>
        deployments.deploy(prompt, { version, ...input }, write),
      ),
    );

  deploymentCommand(root, "rollback", "return to what was live before")
    .option(
      "--to <number>",
      "an older version that was live; default: the one before this one",
      versionNumber,
    )
    .addOption(environmentOption())
    .action((name: string, options: DeploymentOptions & { readonly to?: number }) =>
      change(name, options, terminal, ({ deployments }, prompt, { input, write }) => {
        const { to } = options;
        return deployments.rollback(prompt, { ...(to !== undefined && { to }), ...input }, write);
      }),
    );

  deploymentCommand(root, "promote", "make what is live in one environment live in another")
    .requiredOption("--from <environment>", "the environment whose version it is")
    .requiredOption("--to <environment>", "the environment that gets it")
    .action((name: string, options: DeploymentOptions & { readonly from: string; readonly to: string }) =>
      change(name, options, terminal, ({ deployments }, prompt, { input: { contract }, write }) => {
        const { from, to } = options;
        return deployments.promote(prompt, { from, to, ...(contract !== undefined && { contract }) }, write);
      }),
    );
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

/** What a command says, for the ledger. */
interface Said {
  readonly input: Pick<DeploymentOptions, "environment" | "contract">;
  readonly write: ReturnType<typeof writeOptions>;
}

async function change(
  name: string,
  options: DeploymentOptions,
  terminal: Terminal,
  work: (ledger: TenantLedger, prompt: PromptRef, said: Said) => Promise<Written<Deployment>>,
): Promise<void> {
  const { json, environment, contract } = options;
  await withLedger(options, { create: false }, async (opened) => {
    const { prompt } = await findPrompt(opened, name, json, terminal);
    const deployed = await work(opened.tenantLedger, prompt, {
      input: { environment, ...(contract !== undefined && { contract }) },
      write: writeOptions(options),
    });
    const { receipt, version: _version, ...pin } = deployed;
    answer(terminal, json, { promptId: prompt.id, ...withIsoTimes(pin), receipt }, () => [
      outcome(prompt.slug, deployed),
    ]);
  });
}

function outcome(slug: string, { environment, number, receipt }: Written<Deployment>): string {
  const what = `version ${number} of ${printable(slug)}`;
  return receipt.changed
    ? `${what} is live in ${printable(environment)} now`
    : `${what} was live in ${printable(environment)} already; nothing changed`;
}
