import type { Command } from "commander";
import { Option } from "commander";
import type { LedgerOptions } from "./ledger-options.ts";
import { ledgerCommand } from "./options.ts";

/** Options of every command that proves something. */
export interface ProofCommandOptions extends LedgerOptions {
  /** Where the ledger is at home: the first part of its checkpoints' origin. */
  readonly host?: string;
}

/** The environment variable with the private key that signs checkpoints. */
export const KEY = "PROMPTLEDGER_PROOF_KEY";

const HELP = `
${KEY} holds the Ed25519 key that signs checkpoints: a seed of 32 bytes as 64 hexadecimal characters, such as openssl rand -hex 32
prints, or PRIVATE+KEY+... as tools for signed notes write it. Keep it out of the storage that it vouches for. Without it, checkpoints are not
signed. promptledger checkpoint shows the public key, which is for everybody.`;

/** A command that proves something about a ledger: it also takes `--host`, and its help explains the key. */
export function proofCommand(root: Command, name: string, description: string): Command {
  const host = new Option(
    "--host <name>",
    "where the ledger is at home, such as ledger.example.com; must never change",
  );
  return ledgerCommand(root, name, description)
    .addOption(host.env("PROMPTLEDGER_PROOF_HOST"))
    .addHelpText("after", HELP);
}
