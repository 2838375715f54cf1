import type { ProofCommandOptions } from "../command-line/proof-command.ts";
import { replaceFile } from "../declarations/replace-file.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { proofOptions } from "./proof-options.ts";

/** Options of `promptledger checkpoint`. */
export interface CheckpointOptions extends ProofCommandOptions {
  /** The file to write. Default: it is printed. */
  readonly out?: string;
}

/** `promptledger checkpoint`: signs the tenant's log as it is now. */
export async function checkpointCommand(options: CheckpointOptions, terminal: Terminal): Promise<void> {
  const { out, json } = options;
  const proof = proofOptions(options, terminal);
  await withLedger(
    options,
    { create: false },
    async ({ tenantLedger }) => {
      const checkpoint = await tenantLedger.proof.checkpoint();
      const { publicKey } = tenantLedger.proof;
      if (out !== undefined) await replaceFile(out, checkpoint.text);
      if (json) terminal.out.write(`${JSON.stringify({ ...checkpoint, publicKey, out }, null, 2)}\n`);
      else {
        if (out === undefined) terminal.out.write(checkpoint.text);
        else terminal.out.write(`${printable(out)} was written: ${checkpoint.size} events\n`);
        terminal.err.write(
          publicKey === null ? "not signed: set PROMPTLEDGER_PROOF_KEY\n" : `public key ${publicKey}\n`,
        );
      }
    },
    { proof },
  );
}
