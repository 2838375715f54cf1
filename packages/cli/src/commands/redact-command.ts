import type { RedactionTarget } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import type { SaidOptions } from "../command-line/options.ts";
import { writeOptions } from "../command-line/options.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { CommandError } from "../terminal/command-error.ts";
import { plural } from "../terminal/plural.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import { findPrompt } from "./find-prompt.ts";

/** Options of `promptledger redact`. */
export interface RedactOptions extends LedgerOptions, SaidOptions {
  readonly prompt?: string;
  readonly position?: number;
  readonly yes: boolean;
}

/** `promptledger redact [text]`: replaces a text in the history for good. */
export async function redactCommand(
  text: string | undefined,
  options: RedactOptions,
  terminal: Terminal,
): Promise<void> {
  const { prompt: name, position, json, tenant, yes } = options;
  await withLedger(options, { create: false }, async (opened) => {
    const prompt = name === undefined ? undefined : (await findPrompt(opened, name, json, terminal)).prompt;
    if (!yes) await confirm(terminal, tenant);
    const target = {
      ...(text !== undefined && { text }),
      ...(prompt !== undefined && { prompt: { id: prompt.id } }),
      ...(position !== undefined && { position }),
    };
    // The ledger checks what goes together.
    const done = await opened.tenantLedger.history.redact(target as RedactionTarget, {
      reason: "",
      ...writeOptions(options),
    });
    answer(terminal, json, done, () => [
      done.positions.length === 0
        ? "the text occurs nowhere: nothing was redacted"
        : `redacted ${plural(done.positions.length, "event")}, at ${done.positions.join(", ")}: backups, and bundles that were saved before, still hold the text`,
    ]);
  });
}

/** Asks where somebody can answer. In a script nobody can. */
async function confirm({ ask }: Terminal, tenant: string): Promise<void> {
  if (ask === undefined) return;
  const said = await ask(`Replace it in the history of the tenant ${tenant} for good? [y/N] `);
  if (/^y(?:es)?$/iu.test(said.trim())) return;
  throw new CommandError("not-confirmed", "refused", "nothing was redacted", "answer y, or pass --yes");
}
