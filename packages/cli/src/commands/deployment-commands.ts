import type { Deployment, PromptRef, TenantLedger, Written } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import type { SaidOptions } from "../command-line/options.ts";
import { writeOptions } from "../command-line/options.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { withIsoTimes } from "../terminal/moment-text.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import { findPrompt } from "./find-prompt.ts";

/** Options of the commands that change what is live. */
export interface DeploymentOptions extends LedgerOptions, SaidOptions {
  readonly environment: string;
  readonly contract?: "keep" | "change";
}

/** Options of `promptledger rollback`. */
export interface RollbackOptions extends DeploymentOptions {
  /** The number of a version. Default: the one that was live before. */
  readonly to?: number;
}

/** Options of `promptledger promote`. */
export interface PromoteOptions extends DeploymentOptions {
  readonly from: string;
  readonly to: string;
}

/** `promptledger deploy <prompt> <version>`: makes a committed version live. */
export function deployCommand(
  name: string,
  version: number | "latest",
  options: DeploymentOptions,
  terminal: Terminal,
): Promise<void> {
  return change(name, options, terminal, ({ deployments }, prompt, { input, write }) =>
    deployments.deploy(prompt, { version, ...input }, write),
  );
}

/** `promptledger rollback <prompt>`: returns to what was live before. */
export function rollbackCommand(name: string, options: RollbackOptions, terminal: Terminal): Promise<void> {
  const { to } = options;
  return change(name, options, terminal, ({ deployments }, prompt, { input, write }) =>
    deployments.rollback(prompt, { ...(to !== undefined && { to }), ...input }, write),
  );
}

/** `promptledger promote <prompt>`: makes what is live in one environment live in another. */
export function promoteCommand(name: string, options: PromoteOptions, terminal: Terminal): Promise<void> {
  const { from, to } = options;
  return change(name, options, terminal, ({ deployments }, prompt, { input: { contract }, write }) =>
    deployments.promote(prompt, { from, to, ...(contract !== undefined && { contract }) }, write),
  );
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
