import type { VerifyProgress } from "@promptledger/core";
import { isLedgerError, verifyExport, verifyLive } from "@promptledger/core";
import type { ProofCommandOptions } from "../command-line/proof-command.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { CommandError } from "../terminal/command-error.ts";
import { momentText } from "../terminal/moment-text.ts";
import { printable, printableText } from "../terminal/printable.ts";
import type { Progress } from "../terminal/progress.ts";
import { progressOn } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import { fileLines, fileText, firstLine } from "./file-lines.ts";
import { proofOptions } from "./proof-options.ts";
import { answerVerification } from "./verification-lines.ts";

/** Options of `promptledger verify`. */
export interface VerifyCommandOptions extends ProofCommandOptions {
  /** Files with checkpoints from before. */
  readonly checkpoint?: readonly string[];
  /** The key that must have signed them. */
  readonly publicKey?: string;
  /** An earlier export. */
  readonly against?: string;
  /** The log that a file must be of. Default: the name of the key. */
  readonly origin?: string;
}

/** `promptledger verify [file]`: compares the log of a storage, an export, or a proof of what was live, with checkpoints. */
export async function verifyCommand(
  file: string | undefined,
  options: VerifyCommandOptions,
  terminal: Terminal,
): Promise<void> {
  if (file === undefined) await verifyStorage(options, terminal);
  else if ((await firstLine(file)).startsWith('{"format":')) await verifyFile(file, options, terminal);
  else await verifyLiveFile(file, options, terminal);
}

async function verifyStorage(options: VerifyCommandOptions, terminal: Terminal): Promise<void> {
  const { publicKey, against, json } = options;
  const proof = proofOptions(options, terminal);
  const checkpoints = await checkpointsOf(options);
  const work = withLedger(
    options,
    { create: false },
    ({ tenantLedger }) =>
      withProgress(json, terminal, (onProgress) =>
        tenantLedger.proof.verify(checkpoints, {
          onProgress,
          ...(publicKey !== undefined && { publicKeys: [publicKey] }),
          ...(against !== undefined && { against: fileLines(against) }),
        }),
      ),
    { proof },
  );
  answerVerification(await work, json, terminal);
}

async function verifyFile(file: string, options: VerifyCommandOptions, terminal: Terminal): Promise<void> {
  const { publicKey, against, origin, json } = options;
  const checkpoints = await checkpointsOf(options);
  const verification = await withProgress(json, terminal, (onProgress) =>
    verifyExport(fileLines(file), {
      checkpoints,
      onProgress,
      ...(publicKey !== undefined && { publicKey }),
      ...(origin !== undefined && { origin }),
      ...(against !== undefined && { against: fileLines(against) }),
    }),
  );
  answerVerification(verification, json, terminal);
}

async function verifyLiveFile(
  file: string,
  { publicKey, origin = publicKey?.split("+")[0], json }: VerifyCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const text = await fileText(file);
  if (publicKey === undefined || origin === undefined)
    throw new CommandError(
      "usage",
      "usage",
      "a proof of what was live is checked with the public key of the ledger",
      "give it with --public-key",
    );
  const proven = verifyLive(text, { origin, publicKey });
  answer(terminal, json, proven, () => [
    `proven by the checkpoint of ${printable(proven.checkpoint.origin)} at ${proven.checkpoint.size} events:`,
    `version ${proven.number} of the prompt ${printable(proven.promptId)} was live in ${printable(proven.environment)}, ${pointText(proven.at)}`,
    `it was deployed ${momentText(proven.deployedAt)} by ${printable(proven.deployedBy)}; its content has the SHA-256 ${proven.contentHash}`,
    ...(proven.isClosed ? [] : ["that nothing happened to it until then is the word of the host"]),
    "",
    proven.content === null
      ? "an event that holds its content was redacted"
      : printableText(JSON.stringify(proven.content, null, 2)),
  ]);
}

function pointText(at: ReturnType<typeof verifyLive>["at"]): string {
  if (at.kind === "position") return `at position ${at.position}`;
  return `${at.kind === "recorded" ? "as recorded by" : "at"} ${momentText(at.time)}`;
}

async function checkpointsOf({ checkpoint = [] }: VerifyCommandOptions): Promise<readonly string[]> {
  return Promise.all(checkpoint.map(fileText));
}

/** Shows how far a verification is, one bar for each pass. */
async function withProgress<T>(
  json: boolean,
  terminal: Terminal,
  work: (onProgress: (progress: VerifyProgress) => void) => Promise<T>,
): Promise<T> {
  let shown: { readonly pass: VerifyProgress["pass"]; readonly progress: Progress } | null = null;
  const onProgress = ({ pass, done, total }: VerifyProgress): void => {
    if (json || total === 0) return;
    if (shown?.pass !== pass) {
      shown?.progress.stop();
      shown = { pass, progress: progressOn(terminal, pass, pass === "log" ? "events" : "streams") };
      shown.progress.start(total);
    }
    shown.progress.advance(done);
  };
  try {
    return await work(onProgress);
  } catch (error) {
    if (!isLedgerError(error, "proof-invalid")) throw error;
    throw new CommandError("proof-invalid", "refused", error.message, "check which file and which key it is");
  } finally {
    (shown as { readonly progress: Progress } | null)?.progress.stop();
  }
}
