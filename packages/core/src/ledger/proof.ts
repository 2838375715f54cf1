import * as z from "zod";
import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import { LedgerError } from "../errors.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape, signalOf } from "../ports/call-options.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { Checkpoint } from "../proof/checkpoint.ts";
import { checkpointLine, eventLine, headerLine } from "../proof/export-format.ts";
import { keepRecords } from "../proof/kept-record.ts";
import { continueTree } from "../proof/kept-tree.ts";
import { leafHash } from "../proof/leaf.ts";
import type { ConsistencyProof, InclusionProof } from "../proof/made-proofs.ts";
import { noteKey, parsePublicKey, publicKeyText } from "../proof/note-key.ts";
import { originOf } from "../proof/origin.ts";
import type { ProofSession } from "../proof/proof-session.ts";
import { proveLive } from "../proof/prove-live.ts";
import type { LogIdentity, Prover } from "../proof/prover.ts";
import { proverOf } from "../proof/prover.ts";
import type { Lines } from "../proof/read-export.ts";
import { tlogProofText } from "../proof/tlog-proof.ts";
import { consistencyText } from "../proof/verify-consistency.ts";
import type { GivenCheckpoint, VerifyProgress } from "../proof/verify-export.ts";
import { openCheckpoints, openGiven } from "../proof/verify-export.ts";
import type { Verification } from "../proof/verify-log.ts";
import { verifyLog } from "../proof/verify-log.ts";
import { loadAccess } from "../read/load.ts";
import { readPrompt } from "../read/read-prompt.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { invalidInput, parseField, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";

/** What to compare the log with. */
export interface VerifyOptions extends CallOptions {
  /** The lines of an earlier export, to find out which events differ even where the kept tiles were changed, too. */
  readonly against?: Lines;
  /** Gets how far the verification is. */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Further keys, as `publicKey` shows them, that checkpoints may be signed by: those that the ledger had before. */
  readonly publicKeys?: readonly string[];
}

/**
 * Proves the history: signed checkpoints of the tenant's log, and what shows that an event is in it and that it was never changed. All calls need READ
 * on the whole tenant; otherwise they throw `forbidden`. Without `proof.host` in the options of the ledger, they throw `proofs-unavailable`.
 */
export interface Proof {
  /** Names the tenant's log: `<host>/<tenant>`. */
  readonly origin: string;
  /** The public key that signs checkpoints, as a vkey: `<name>+<id>+<base64>`. Give it to everybody. Null without a signer. */
  readonly publicKey: string | null;
  /**
   * Signs the log as it is now. Keep checkpoints where those who can change the store cannot change them: they are what a later `verify` goes by. Throws
   * `history-diverged` if the log does not continue the checkpoint that was signed last.
   */
  checkpoint(options?: CallOptions): Promise<Checkpoint>;
  /** Proves that an event is in the log. Takes an event of the history, or its position. */
  proveInclusion(
    event: { readonly position: number } | number,
    options?: CallOptions,
  ): Promise<InclusionProof>;
  /** Proves that the log continues an older checkpoint, to a newer one or to now. Throws `history-diverged` if it does not. */
  proveConsistency(
    older: GivenCheckpoint,
    newer?: GivenCheckpoint,
    options?: CallOptions,
  ): Promise<ConsistencyProof>;
  /**
   * Compares the log with checkpoints, and then the documents with the log. Also goes by the checkpoint that was signed last. The result says what
   * differs: at which event, where the kept tiles or an earlier export tell, and otherwise between which checkpoints. Reads everything.
   */
  verify(
    checkpoints?: GivenCheckpoint | readonly GivenCheckpoint[],
    options?: VerifyOptions,
  ): Promise<Verification>;
  /**
   * The log up to now as lines of JSON, without line ends: a header, each event with all of its fields, and a checkpoint. {@link verifyExport} takes
   * these lines, or the text of a file of them, and needs no store.
   */
  exportLog(options?: CallOptions): AsyncIterable<string>;
  /**
   * Writes a file that shows what was live at a time, and that it was still live then. {@link verifyLive} needs only the public key. Default: now, in the
   * environment of the session. Throws `prompt-not-found`, `not-deployed`.
   */
  proveLive(
    prompt: PromptRef,
    options?: CallOptions & { readonly at?: At; readonly environment?: string },
  ): Promise<string>;
  /** Hashes the events since the last call, and keeps the hashes, so that the next checkpoint takes less. A server may call it now and then. */
  keepTiles(options?: CallOptions): Promise<{
    /** The number of events that are hashed now: all of them. */
    readonly size: number;
  }>;
}

const positionSchema = schemaFor<{ readonly position: number } | number>(
  z.union([z.int().min(1), z.object({ position: z.int().min(1) })], {
    error: "must be an event of the history, or a position from 1 on",
  }),
);
const liveSchema: z.ZodType<NonNullable<Parameters<Proof["proveLive"]>[1]>> = schemaFor(
  z.strictObject({
    ...callShape,
    at: z.custom<At>().optional(),
    environment: environmentSchema.optional(),
  }),
);
const isFunction = (value: unknown): boolean => typeof value === "function";
const isIterable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
const verifySchema: z.ZodType<VerifyOptions> = schemaFor(
  z.strictObject({
    ...callShape,
    against: z.custom<Lines>(isIterable, { error: "must be the lines of an export" }).optional(),
    onProgress: z
      .custom<(progress: VerifyProgress) => void>(isFunction, { error: "must be a function" })
      .optional(),
    publicKeys: z.array(z.string()).optional(),
  }),
);

/** What a call needs, once the policy was asked. */
interface Ready {
  readonly session: ProofSession;
  readonly identity: LogIdentity;
  readonly prover: Prover;
}

/** The calls that prove the history. */
export function proofOf(session: ProofSession): Proof {
  const { tenant, hasher } = session;

  async function ready(signal: CallOptions["signal"]): Promise<Ready> {
    const during = sessionUntil(session, signal);
    authorizeTarget(during, await loadAccess(during), "READ", WHOLE_TENANT);
    const identity = identityOf(session);
    return { session: during, identity, prover: proverOf(during, identity) };
  }

  function opened(given: GivenCheckpoint, field: string, { origin, key }: LogIdentity): Checkpoint {
    return openGiven(given, field, { origin, keys: key === null ? [] : [key] });
  }

  return {
    get origin() {
      return identityOf(session).origin;
    },
    get publicKey() {
      const { key } = identityOf(session);
      return key === null ? null : publicKeyText(key);
    },
    async checkpoint(options) {
      const { prover } = await ready(signalOf(options));
      return prover.checkpoint();
    },
    async proveInclusion(given, options) {
      const wanted = parseField("event", positionSchema, given);
      const position = typeof wanted === "number" ? wanted : wanted.position;
      const { session: during, prover } = await ready(signalOf(options));
      const checkpoint = await prover.checkpoint();
      const event = await eventAt(during, position);
      const index = position - 1;
      const [hashes = []] = await prover.inclusions([{ index, leaf: leafHash(hasher, event) }], checkpoint);
      return {
        event,
        index,
        hashes,
        checkpoint,
        text: tlogProofText({ index, hashes, checkpoint: checkpoint.text }),
      };
    },
    async proveConsistency(given, newerGiven, options) {
      const { identity, prover } = await ready(signalOf(options));
      const older = opened(given, "older", identity);
      const newer =
        newerGiven === undefined ? await prover.checkpoint() : opened(newerGiven, "newer", identity);
      if (older.size > newer.size)
        throw invalidInput([
          {
            field: "older",
            message: `must not be newer: it is of ${older.size} events, the other of ${newer.size}`,
          },
        ]);
      const hashes = await prover.consistency(older, newer);
      return { older, newer, hashes, text: consistencyText(older.size, hashes, newer.text) };
    },
    async verify(checkpoints = [], options) {
      const { signal, against, onProgress, publicKeys = [] } = parseOptions(verifySchema, options);
      const { session: during, identity } = await ready(signal);
      const { origin, key } = identity;
      const older = publicKeys.map((text, index) => parsePublicKey(text, `publicKeys[${index}]`));
      const keys = key === null ? older : [key, ...older];
      return verifyLog(during, identity, {
        checkpoints: openCheckpoints(checkpoints, origin, keys),
        against: against ?? null,
        onProgress: onProgress ?? (() => undefined),
      });
    },
    async *exportLog(options) {
      const { session: during, identity, prover } = await ready(signalOf(options));
      const { size, text } = await prover.checkpoint();
      yield headerLine(identity.origin, tenant, size);
      for await (const event of during.store.readLog(tenant, { after: 0, until: size }))
        yield eventLine(event);
      yield checkpointLine(text);
    },
    async proveLive(prompt, options) {
      const { signal, at, environment = session.environment } = parseOptions(liveSchema, options);
      const { session: during, prover } = await ready(signal);
      const { stream } = await readPrompt(during, prompt, { permission: "READ" });
      const name = promptStreamName(stream.prompt.id);
      const checkpoint = await prover.checkpoint();
      const { streams } = await during.store.load(tenant, { streams: [{ stream: name }] });
      const events = (streams[0]?.events ?? []).filter(({ position }) => position <= checkpoint.size);
      const point =
        at === undefined ? ({ kind: "position", position: checkpoint.size } as const) : readPointOf(at);
      return proveLive(during, prover, checkpoint, { events, environment, at: point });
    },
    async keepTiles(options) {
      const { session: during } = await ready(signalOf(options));
      const { edge, records } = await continueTree(during);
      await keepRecords(during.store.records, tenant, records);
      return { size: edge.size };
    },
  };
}

function identityOf({ proof, tenant }: ProofSession): LogIdentity {
  if (proof === null)
    throw new LedgerError(
      "proofs-unavailable",
      'pass the ledger `proof: { host: "ledger.example.com" }`, which names its logs',
    );
  const origin = originOf(proof.host, tenant);
  const { signer = null } = proof;
  const key = signer === null ? null : noteKey(signer.name ?? origin, signer.publicKey);
  return { origin, key, signer };
}

async function eventAt({ store, tenant }: ProofSession, position: number): Promise<RecordedEvent> {
  for await (const event of store.readLog(tenant, { after: position - 1, limit: 1 })) return event;
  throw invalidInput([{ field: "event", message: `must be in the log, which has no position ${position}` }]);
}
