import type { ProofOptions } from "@promptledger/core";
import { ed25519Signer } from "@promptledger/core";
import type { ProofCommandOptions } from "../command-line/proof-command.ts";
import { KEY } from "../command-line/proof-command.ts";
import { CommandError } from "../terminal/command-error.ts";
import type { Terminal } from "../terminal/terminal.ts";

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
