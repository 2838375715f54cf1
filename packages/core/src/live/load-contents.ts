import type { DocumentKey } from "../catalog/document.ts";
import { FOLD_VERSION } from "../catalog/document.ts";
import { foldToEach } from "../history/projection.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
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
  { store, tenant }: Pick<LiveSession, "store" | "tenant">,
  wanted: readonly WantedContent[],
): Promise<LoadedContents> {
  const contents = new Map<string, Content>();
  let head: Cursor = START;
  for (let start = 0; start === 0 || start < wanted.length; start += PART) {
    const part = wanted.slice(start, start + PART);
    const documents = part.map(
      ({ promptId: id, environment }): DocumentKey => ({ kind: "deployment", prompt: { id }, environment }),
    );
    const loaded = await store.load(tenant, { documents });
    head = loaded.head;
    part.forEach((one, index) => {
      const document = loaded.documents[index];
      if (document?.kind !== "deployment" || document.fold !== FOLD_VERSION) return;
      if (document.state.deployedRevision === one.deployedRevision)
        contents.set(contentKey(one), document.state.pinned.content);
    });
  }
  const replaced = wanted.filter((one) => !contents.has(contentKey(one)));
  await readVersions({ store, tenant }, replaced, contents);
  const past = replaced.filter((one) => !contents.has(contentKey(one)));
  if (past.length > 0) await readPast({ store, tenant }, past, contents);
  return { contents, head };
}

async function readVersions(
  { store, tenant }: Pick<LiveSession, "store" | "tenant">,
  wanted: readonly WantedContent[],
  contents: Map<string, Content>,
): Promise<void> {
  for (let start = 0; start < wanted.length; start += PART) {
    const part = wanted.slice(start, start + PART);
    const documents = part.map(
      ({ promptId: id, pin }): DocumentKey => ({ kind: "version", prompt: { id }, number: pin.number }),
    );
    const loaded = await store.load(tenant, { documents });
    part.forEach((one, index) => {
      const document = loaded.documents[index];
      if (document?.kind !== "version" || document.fold !== FOLD_VERSION) return;
      if (document.state.contentHash === one.pin.contentHash)
        contents.set(contentKey(one), document.state.content);
    });
  }
}

/** The key of a version of a prompt. */
export function versionKey(promptId: string, number: number): string {
  return `${number} ${promptId}`;
}

/** The revisions of versions now, by {@link versionKey}. One that does not exist has none. */
export async function loadRevisions(
  { store, tenant }: Pick<LiveSession, "store" | "tenant">,
  versions: readonly { readonly promptId: string; readonly number: number }[],
): Promise<ReadonlyMap<string, number>> {
  const revisions = new Map<string, number>();
  for (let start = 0; start < versions.length; start += PART) {
    const documents = versions
      .slice(start, start + PART)
      .map(({ promptId: id, number }): DocumentKey => ({ kind: "version", prompt: { id }, number }));
    for (const document of (await store.load(tenant, { documents })).documents)
      if (document?.kind === "version") {
        const { promptId, number, revision } = document.state;
        revisions.set(versionKey(promptId, number), revision);
      }
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
