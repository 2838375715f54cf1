import type { TenantLedger } from "@promptledger/core";
import { findPrompt } from "../commands/find-prompt.ts";
import { replaceFile } from "../declarations/replace-file.ts";
import type { OpenedLedger } from "../storage/with-ledger.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import type { CheckpointOptions } from "./checkpoint-command.ts";
import { fileText } from "./file-lines.ts";
import { proofOptions } from "./proof-options.ts";

/** Options of `promptledger prove live`. */
export interface ProveLiveOptions extends CheckpointOptions {
  readonly environment: string;
  /** Default: now. */
  readonly at?: string;
}

/** `promptledger prove live <prompt>`: one file that shows what was live at a time, for `promptledger verify`. */
export function proveLiveCommand(name: string, options: ProveLiveOptions, terminal: Terminal): Promise<void> {
  const { environment, at, json } = options;
  return prove(options, terminal, async ({ proof }, opened) => {
    const { prompt } = await findPrompt(opened, name, json, terminal);
    return proof.proveLive(prompt, { environment, ...(at !== undefined && { at }) });
  });
}

/** `promptledger prove event <position>`: a proof that the event is in the log, as c2sp.org/tlog-proof. */
export function proveEventCommand(
  position: number,
  options: CheckpointOptions,
  terminal: Terminal,
): Promise<void> {
  return prove(options, terminal, async ({ proof }) => (await proof.proveInclusion(position)).text);
}

/** `promptledger prove continues <checkpoint>`: a proof that the log continues an older checkpoint. */
export function proveContinuesCommand(
  file: string,
  options: CheckpointOptions,
  terminal: Terminal,
): Promise<void> {
  return prove(
    options,
    terminal,
    async ({ proof }) => (await proof.proveConsistency(await fileText(file))).text,
  );
}

async function prove(
  options: CheckpointOptions,
  terminal: Terminal,
  work: (ledger: TenantLedger, opened: OpenedLedger) => Promise<string>,
): Promise<void> {
  const { out, json } = options;
  const proof = proofOptions(options, terminal);
  await withLedger(
    options,
    { create: false },
    async (opened) => {
      const text = await work(opened.tenantLedger, opened);
      if (out !== undefined) await replaceFile(out, text);
      else if (!json) terminal.out.write(text);
      if (json) answer(terminal, json, { out: out ?? null, proof: text }, () => []);
      else if (out !== undefined) terminal.out.write(`${printable(out)} was written\n`);
    },
    { proof },
  );
}
