import type { DocumentKey } from "../catalog/document.ts";
import { FOLD_VERSION } from "../catalog/document.ts";
import { foldToEach } from "../history/projection.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { Cursor } from "../store/cursor.ts";
import type { LoadResult } from "../store/load.ts";
import type { Content } from "../version/content.ts";
import type { LiveSession } from "./session.ts";

/** A deployment whose content is wanted. */
export interface WantedContent {
  readonly promptId: string;
  readonly environment: string;
  /** The version of the prompt's stream at the deployment. */
  readonly deployedRevision: number;
  /** The version that was deployed. */
  readonly pin: { readonly number: number; readonly contentHash: string };
}

/** What was loaded, and the head of the log at that moment, or later. */
export interface LoadedContents {
  /** By {@link contentKey}. */
  readonly contents: ReadonlyMap<string, Content>;
  readonly head: Cursor;
}

/** How many documents one load asks for. */
const PART = 500;

/** The key of a deployment's content. */
export function contentKey({ promptId, environment, deployedRevision }: Omit<WantedContent, "pin">): string {
  return `${deployedRevision} ${promptId} ${environment}`;
}

/**
 * Loads the contents of deployments, each exactly as it was deployed: from the deployment's document while it is the one that is live, else from
 * the version's while that has the same content, else from the history.
 */
export async function loadContents(
  session: Pick<LiveSession, "store" | "tenant">,
  wanted: readonly WantedContent[],
): Promise<LoadedContents> {
  const contents = new Map<string, Content>();
  const lacking = (): readonly WantedContent[] => wanted.filter((one) => !contents.has(contentKey(one)));
  const deployments = await loadDocuments(
    session,
    wanted.map(({ promptId: id, environment }) => ({ kind: "deployment", prompt: { id }, environment })),
  );
  wanted.forEach((one, index) => {
    const document = deployments.documents[index];
    if (document?.kind !== "deployment" || document.fold !== FOLD_VERSION) return;
    if (document.state.deployedRevision === one.deployedRevision)
      contents.set(contentKey(one), document.state.pinned.content);
  });
  const replaced = lacking();
  if (replaced.length > 0) await readVersions(session, replaced, contents);
  const past = lacking();
  if (past.length > 0) await readPast(session, past, contents);
  return { contents, head: deployments.head };
}

async function readVersions(
  session: Pick<LiveSession, "store" | "tenant">,
  wanted: readonly WantedContent[],
  contents: Map<string, Content>,
): Promise<void> {
  const { documents } = await loadDocuments(
    session,
    wanted.map(({ promptId: id, pin }) => ({ kind: "version", prompt: { id }, number: pin.number })),
  );
  wanted.forEach((one, index) => {
    const document = documents[index];
    if (document?.kind !== "version" || document.fold !== FOLD_VERSION) return;
    if (document.state.contentHash === one.pin.contentHash)
      contents.set(contentKey(one), document.state.content);
  });
}

/** Loads documents in parts, in the order of their keys. The head is that of the last part; without a key it is loaded by itself. */
async function loadDocuments(
  { store, tenant }: Pick<LiveSession, "store" | "tenant">,
  keys: readonly DocumentKey[],
): Promise<Pick<LoadResult, "documents" | "head">> {
  let { documents, head } = await store.load(tenant, { documents: keys.slice(0, PART) });
  for (let start = PART; start < keys.length; start += PART) {
    const part = await store.load(tenant, { documents: keys.slice(start, start + PART) });
    documents = [...documents, ...part.documents];
    head = part.head;
  }
  return { documents, head };
}

/** The key of a version of a prompt. */
export function versionKey(promptId: string, number: number): string {
  return `${number} ${promptId}`;
}

/** The revisions of versions now, by {@link versionKey}. One that does not exist has none. */
export async function loadRevisions(
  session: Pick<LiveSession, "store" | "tenant">,
  versions: readonly { readonly promptId: string; readonly number: number }[],
): Promise<ReadonlyMap<string, number>> {
  const revisions = new Map<string, number>();
  if (versions.length === 0) return revisions;
  const { documents } = await loadDocuments(
    session,
    versions.map(({ promptId: id, number }) => ({ kind: "version", prompt: { id }, number })),
  );
  for (const document of documents)
    if (document?.kind === "version") {
      const { promptId, number, revision } = document.state;
      revisions.set(versionKey(promptId, number), revision);
    }
  return revisions;
}

async function readPast(
  session: Pick<LiveSession, "store" | "tenant">,
  past: readonly WantedContent[],
  contents: Map<string, Content>,
): Promise<void> {
  const byPrompt = new Map<string, WantedContent[]>();
  for (const one of past) byPrompt.set(one.promptId, [...(byPrompt.get(one.promptId) ?? []), one]);
  for (const [promptId, ofPrompt] of byPrompt) {
    const revisions = ofPrompt.map(({ deployedRevision }) => deployedRevision);
    const stages = await streamAfterEach(session, promptId, revisions);
    for (const one of ofPrompt) {
      const pinned = stages.get(one.deployedRevision)?.pinned[one.environment];
      if (pinned !== undefined) contents.set(contentKey(one), pinned.content);
    }
  }
}

/** A prompt's stream after each of these numbers of events, from its history. */
export async function streamAfterEach(
  { store, tenant }: Pick<LiveSession, "store" | "tenant">,
  promptId: string,
  revisions: readonly number[],
): Promise<ReadonlyMap<number, PromptStream>> {
  const stream = promptStreamName(promptId);
  const { streams } = await store.load(tenant, { streams: [{ stream, until: Math.max(...revisions) }] });
  return foldToEach(streams[0]?.events ?? [], revisions);
}
