import type { ProofOptions } from "@promptledger/core";
import { ed25519Signer } from "@promptledger/core";
import type { Command } from "commander";
import { Option } from "commander";
import { ledgerCommand } from "../commands/options.ts";
import type { LedgerOptions } from "../storage/with-ledger.ts";
import { CommandError } from "../terminal/command-error.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of every command that proves something. */
export interface ProofCommandOptions extends LedgerOptions {
  /** Where the ledger is at home: the first part of its checkpoints' origin. */
  readonly host?: string;
}

/** The environment variable with the private key that signs checkpoints. */
const KEY = "PROMPTLEDGER_PROOF_KEY";

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

/** What the ledger needs to prove its history. */
export function proofOptions(
  { host }: Pick<ProofCommandOptions, "host">,
  { environment }: Pick<Terminal, "environment">,
): ProofOptions {
  if (host === undefined)
    throw new CommandError(
      "usage",
      "usage",
      "--host is missing: checkpoints name the ledger that they are of",
      "give a name that is yours and never changes, such as --host ledger.example.com, or set PROMPTLEDGER_PROOF_HOST",
    );
  const key = environment[KEY];
  return key === undefined || key === "" ? { host } : { host, signer: signerOf(key.trim()) };
}

function signerOf(key: string): NonNullable<ProofOptions["signer"]> {
  if (key.startsWith("PRIVATE+KEY+")) return ed25519Signer(key);
  if (/^[0-9a-f]{64}$/iu.test(key)) return ed25519Signer(Uint8Array.from(Buffer.from(key, "hex")));
  throw new CommandError(
    "usage",
    "usage",
    `${KEY} is no key: it must have 64 hexadecimal characters, or begin with PRIVATE+KEY+`,
    "make one with openssl rand -hex 32",
  );
}
