import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import { invalidInput } from "../validation/parse.ts";
import type { Checkpoint, CheckpointTrust } from "./checkpoint.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { compareLog } from "./compare-log.ts";
import { noLeaves } from "./expected-leaves.ts";
import { invalidProof } from "./invalid-proof.ts";
import type { LogVerification } from "./judge.ts";
import { judge } from "./judge.ts";
import { leafHash, textHasher } from "./leaf.ts";
import type { NoteKey } from "./note-key.ts";
import { parsePublicKey } from "./note-key.ts";
import type { Lines, ReadExport } from "./read-export.ts";
import { readExport } from "./read-export.ts";

/** How far a verification is. */
export interface VerifyProgress {
  /** The log is compared with the checkpoints first, and then the documents with the log. */
  readonly pass: "log" | "documents";
  /** The number of events, or of streams, so far. */
  readonly done: number;
  /** The number of all of them. */
  readonly total: number;
}

/** A checkpoint, or its text. */
export type GivenCheckpoint = string | Pick<Checkpoint, "text">;

/** Options of {@link verifyExport}. */
export interface VerifyExportOptions {
  /** Checkpoints from before, which the log must continue: the more, the closer the bounds. Default: that of the export alone. */
  readonly checkpoints?: GivenCheckpoint | readonly GivenCheckpoint[];
  /** The key that must have signed all checkpoints, as `acme.proof.publicKey` shows it. Default: signatures are not checked. */
  readonly publicKey?: string;
  /** The log that it must be of: `<host>/<tenant>`. Default: the one that it says it is of. */
  readonly origin?: string;
  /** The lines of an earlier export of the same log, to find out which events differ. */
  readonly against?: Lines;
  /** Gets how far the verification is. */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Default: `systemHasher`. */
  readonly hasher?: Hasher;
}

/**
 * Compares an exported log with checkpoints, without a store: its own one, and those that were given to others before. The result says what differs; without
 * an earlier export, only between which checkpoints. Throws `proof-invalid` where the lines are no export, or a checkpoint is not of this log or not
 * signed by the key.
 */
export async function verifyExport(
  lines: Lines,
  options: VerifyExportOptions = {},
): Promise<LogVerification> {
  const { publicKey, against, onProgress, hasher = systemHasher() } = options;
  const keys = publicKey === undefined ? [] : [parsePublicKey(publicKey)];
  const file = await readExport(lines);
  const { origin, tenant, size: total } = file.header;
  if (options.origin !== undefined && options.origin !== origin)
    throw invalidProof(`file is of the log ${origin}, and not of ${options.origin}`);
  if (!origin.endsWith(`/${tenant}`))
    throw invalidProof(`file names the tenant ${tenant}, and the log ${origin} of another`);
  const given = openCheckpoints(options.checkpoints ?? [], origin, keys);
  const earlier = against === undefined ? null : await readExport(against);
  const compared = await compareLog({
    hasher,
    events: file.events,
    expected: earlier === null ? noLeaves() : leavesOf(hasher, earlier, origin),
    sizes: [...given.map(({ size }) => size), total, earlier?.header.size ?? 0],
    onRead: (done) => onProgress?.({ pass: "log", done, total }),
  });
  const trust = { origin, keys };
  const more = [file.checkpoint(), earlier?.checkpoint() ?? null].filter((text) => text !== null);
  const all = [...given, ...more.map((text) => openCheckpoint(text, trust))];
  if (all.length === 0) throw invalidProof("file has no checkpoint in its last line; it was cut off");
  if (file.checkpoint() !== null) return judge(hasher, origin, compared, all);
  const cut = { kind: "cut-off", position: compared.size + 1, eventId: null } as const;
  return judge(hasher, origin, { ...compared, flaws: [...compared.flaws, cut] }, all);
}

/** Checkpoints that a caller gave, one or several. Throws `proof-invalid` for one that is not of this log, or not signed by a key. */
export function openCheckpoints(
  given: GivenCheckpoint | readonly GivenCheckpoint[],
  origin: string,
  keys: readonly NoteKey[],
): readonly Checkpoint[] {
  const list = Array.isArray(given) ? (given as readonly GivenCheckpoint[]) : [given as GivenCheckpoint];
  return list.map((one, index) => openGiven(one, `checkpoints[${index}]`, { origin, keys }));
}

/** One checkpoint that a caller gave. */
export function openGiven(given: GivenCheckpoint, field: string, trust: CheckpointTrust): Checkpoint {
  const text: unknown = typeof given === "string" ? given : given?.text;
  if (typeof text === "string") return openCheckpoint(text, trust);
  throw invalidInput([{ field, message: "must be a checkpoint, or its text" }]);
}

/** The leaves of an earlier export. */
export async function* leavesOf(
  hasher: Hasher,
  { header, events }: ReadExport,
  origin: string,
): AsyncGenerator<string> {
  if (header.origin !== origin)
    throw invalidProof(`file to compare with is of the log ${header.origin}, and not of ${origin}`);
  const textsOf = textHasher(hasher);
  for await (const event of events) yield leafHash(hasher, event, textsOf(event));
}
