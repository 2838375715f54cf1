import { fold } from "../decider.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import type { ReadPoint } from "../history/moment.ts";
import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import { promptOfStream } from "../prompt/stream.ts";
import { isAfter } from "../read/as-of.ts";
import type { Content } from "../version/content.ts";
import { hashContent } from "../version/content.ts";
import { versionDecider } from "../version/decider.ts";
import type { VersionEvent } from "../version/events.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { invalidProof } from "./invalid-proof.ts";
import type { LiveProof } from "./live-proof.ts";
import { parseLiveProof } from "./live-proof.ts";
import { parsePublicKey } from "./note-key.ts";
import type { ProofTrust } from "./verify-inclusion.ts";
import { checkInclusion } from "./verify-inclusion.ts";

/** What was live, as a file proves it. */
export interface ProvenLive {
  /** The id of the prompt, which is in the name of the stream. */
  readonly promptId: string;
  /** Where it was live. */
  readonly environment: string;
  /** The moment that the proof is about. */
  readonly at: ReadPoint;
  /** The number of the version that was live. */
  readonly number: number;
  /** The id of that version: `pv_` and a ULID. */
  readonly versionId: string;
  /** The SHA-256 of the content, in lower-case hexadecimal. */
  readonly contentHash: string;
  /** Null where an event that holds it was redacted. */
  readonly content: Content | null;
  /** When it was deployed, by the host's clock. UTC, in integer milliseconds. */
  readonly deployedAt: number;
  /** The id of the actor that deployed it. */
  readonly deployedBy: string;
  /**
   * Whether the file has the first event of the prompt after the moment, which shows that none before it was left out. Without one, that is the host's
   * word.
   */
  readonly isClosed: boolean;
  /** The checkpoint that all events of the file are in. */
  readonly checkpoint: Checkpoint;
}

/**
 * Checks a file as `acme.proof.proveLive` writes it, and says what was live: needs only the origin and the public key of the log. Throws `proof-invalid`
 * if anything does not hold.
 */
export function verifyLive(
  file: string,
  { origin, publicKey }: ProofTrust,
  hasher: Hasher = systemHasher(),
): ProvenLive {
  const proof = parseLiveProof(file);
  const checkpoint = openCheckpoint(proof.checkpoint, { origin, keys: [parsePublicKey(publicKey)] });
  const { deployment, content, later, next, at, environment } = proof;
  const { stream } = deployment.event;
  for (const { event, hashes } of [deployment, ...content, ...later, ...(next === null ? [] : [next])]) {
    if (event.stream !== stream) throw invalidProof(`file has an event of ${event.stream}, not of ${stream}`);
    checkInclusion(hasher, { event, index: event.position - 1, hashes, checkpoint });
  }
  const promptId = promptOfStream(stream);
  if (promptId === null) throw invalidProof(`file is about ${stream}, which is no prompt's stream`);
  const decoded = decodeEvent(deployment.event);
  if (decoded.type !== "VersionDeployed" || decoded.data.environment !== environment)
    throw invalidProof(`file has no deployment in ${environment}`);
  checkStillLive(proof);
  const { number, versionId, contentHash } = decoded.data;
  return {
    promptId,
    environment,
    at,
    number,
    versionId,
    contentHash,
    content: provenContent(hasher, proof, decoded.data),
    deployedAt: decoded.occurredAt ?? decoded.recordedAt,
    deployedBy: decoded.actor,
    isClosed: next !== null,
    checkpoint,
  };
}

/** Throws unless the events after the deployment are all there, end at the moment, and none of them changes what is live. */
function checkStillLive({ deployment, later, next, at, environment }: LiveProof): void {
  if (isAfter(deployment.event, at)) throw invalidProof("file has a deployment after its moment");
  let { version } = deployment.event;
  for (const { event } of later) {
    version += 1;
    if (event.version !== version)
      throw invalidProof(`file has event ${event.version} of the stream where event ${version} must be`);
    if (isAfter(event, at)) throw invalidProof(`file has an event after its moment: ${event.type}`);
    const decoded = decodeEvent(event);
    const isEnd =
      decoded.type === "PromptDeleted" ||
      ((decoded.type === "VersionDeployed" || decoded.type === "VersionUndeployed") &&
        decoded.data.environment === environment);
    if (isEnd) throw invalidProof(`file has a later event that changes what is live: ${decoded.type}`);
  }
  if (next === null) return;
  if (next.event.version !== version + 1 || !isAfter(next.event, at))
    throw invalidProof("file does not have the first event after its moment");
}

/** The content that the events make, if its hash is the one that was deployed. */
function provenContent(
  hasher: Hasher,
  { content, deployment }: LiveProof,
  pin: {
    readonly number: number;
    readonly contentHash: string;
    readonly snapshot?: { readonly content: Content };
  },
): Content | null {
  if ([deployment, ...content].some(({ event }) => event.redacted?.data !== undefined)) return null;
  const events = content.map(({ event }) => decodeEvent(event));
  const ofVersion = events.filter(
    (event) => "number" in event.data && event.data.number === pin.number,
  ) as readonly (VersionEvent & (typeof events)[number])[];
  const made = pin.snapshot ?? fold(versionDecider, versionDecider.initialState, ofVersion);
  if (hashContent(made.content, hasher) !== pin.contentHash)
    throw invalidProof(
      "file has not all events of the content, or other ones: its hash is not the deployed one",
    );
  return made.content;
}
