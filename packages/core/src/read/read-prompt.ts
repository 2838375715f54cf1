import type { Permission } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { authorizePrompt } from "../authorization/authorize.ts";
import type { DocumentKey } from "../catalog/document.ts";
import { rejectionError } from "../decider.ts";
import { LedgerError } from "../errors.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import { foldPromptStream } from "../history/projection.ts";
import { noVersion, numberOf } from "../prompt/decide-stream.ts";
import type { PromptKey, PromptRef } from "../prompt/prompt-ref.ts";
import { parsePromptRef, promptIdSchema } from "../prompt/prompt-ref.ts";
import type { PromptState } from "../prompt/state.ts";
import { initialPrompt } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { VersionRef } from "../version/commands.ts";
import type { VersionState } from "../version/state.ts";
import { prefixAt, promptIdAt } from "./as-of.ts";
import type { Workspace } from "./load.ts";
import { loadWorkspace } from "./load.ts";
import type { ReadSession } from "./session.ts";
import { streamsForPolicy } from "./tenant-streams.ts";

/** What to read of a prompt, in addition to its document and its current version. */
export interface Wanted {
  readonly permission: Permission;
  readonly at?: At | undefined;
  readonly environments?: readonly string[];
  readonly versions?: readonly VersionRef[];
}

/** A prompt and the tenant's access, both of one moment. */
export interface SeenPrompt {
  readonly stream: PromptStream;
  readonly access: AccessState;
  /** The head of the tenant's log at that moment. */
  readonly position: number;
}

/** Reads a prompt, now or in the past, in one load, or two for one that had a slug in the past. Throws `prompt-not-found` or `forbidden`. */
export async function readPrompt(
  session: ReadSession,
  prompt: PromptRef,
  wanted: Wanted,
): Promise<SeenPrompt> {
  const key = parsePromptRef(prompt);
  const { at, permission } = wanted;
  const seen = at === undefined ? await readNow(session, key, wanted) : await readPast(session, key, at);
  if (seen === null || seen.stream === null || seen.stream.prompt.status === "none")
    throw await promptNotFound(session, key, { past: at !== undefined });
  const { stream, today, access, position } = seen;
  // Who may read the past is decided by today's grants: access that was taken away is gone for all of the history.
  authorizePrompt(session, access, permission, today, key);
  return { stream, access, position };
}

/** What was read, and the prompt of today, whose grants decide. */
interface Read extends Omit<SeenPrompt, "stream"> {
  readonly stream: PromptStream | null;
  readonly today: PromptState;
}

/** Reads a prompt. Throws `prompt-deleted` if it is deleted. */
export async function readLiving(
  session: ReadSession,
  prompt: PromptRef,
  wanted: Wanted,
): Promise<SeenPrompt> {
  const seen = await readPrompt(session, prompt, wanted);
  requireAlive(seen.stream.prompt);
  return seen;
}

/** Throws `prompt-deleted` if a prompt is deleted. */
export function requireAlive({ id, status }: PromptState): void {
  if (status !== "deleted") return;
  throw new LedgerError("prompt-deleted", `the prompt ${id} is deleted; restore it first`);
}

/** Reads a prompt with one of its versions, in one load. Throws `version-not-found`. */
export async function readVersion(
  session: ReadSession,
  prompt: PromptRef,
  ref: VersionRef,
  at: At | undefined,
): Promise<{ readonly stream: PromptStream; readonly version: VersionState }> {
  const wanted = { permission: "READ", at, versions: [ref] } as const;
  const { stream } = await readLiving(session, prompt, wanted);
  const version = stream.versions[numberOf(ref, stream.prompt)];
  if (version !== undefined) return { stream, version };
  throw rejectionError(noVersion(ref));
}

async function readNow(
  session: ReadSession,
  prompt: PromptKey,
  { versions = [], environments = [] }: Wanted,
): Promise<Read> {
  const documents: DocumentKey[] = [
    { kind: "prompt", prompt },
    { kind: "version", prompt, number: "current" },
    ...versions.map((number) => ({ kind: "version" as const, prompt, number })),
    ...environments.map((environment) => ({ kind: "deployment" as const, prompt, environment })),
  ];
  const tenantStreams = streamsForPolicy(session);
  const workspace = await loadWorkspace(session, { documents, tenantStreams });
  const id = "id" in prompt ? prompt.id : workspace.promptIds.get(prompt.slug);
  const stream = (id && workspace.prompts.get(id)?.stream) || null;
  return { ...seenIn(workspace), stream, today: stream?.prompt ?? initialPrompt };
}

/** Null if no prompt had the slug then. */
async function readPast(session: ReadSession, prompt: PromptKey, at: At): Promise<Read | null> {
  const point = readPointOf(at);
  const id = "id" in prompt ? prompt.id : await promptIdAt(session, prompt.slug, point);
  if (id === null) return null;
  const workspace = await loadWorkspace(session, {
    documents: [{ kind: "prompt", prompt: { id } }],
    history: promptStreamName(id),
    tenantStreams: streamsForPolicy(session),
  });
  const stream = foldPromptStream(prefixAt(workspace.history, point));
  return { ...seenIn(workspace), stream, today: workspace.prompts.get(id)?.stream.prompt ?? initialPrompt };
}

function seenIn({ tenant, position }: Workspace): Pick<SeenPrompt, "access" | "position"> {
  return { access: tenant.access, position };
}

/** The error for a missing prompt. If a prompt has the given slug as its id, the message says what to pass. */
export async function promptNotFound(
  { store, tenant }: ReadSession,
  key: PromptKey,
  { past = false, field = "prompt" }: { readonly past?: boolean; readonly field?: string | undefined } = {},
): Promise<LedgerError> {
  const when = past ? " at that time" : "";
  if ("id" in key) return notFound(`there is no prompt with the id ${key.id}${when}`, field);
  const { slug } = key;
  const documents = [{ kind: "prompt", prompt: { id: slug } }] as const;
  const isId = promptIdSchema.safeParse(slug).success;
  const [found = null] = isId ? (await store.load(tenant, { documents })).documents : [];
  const hint = found === null ? "" : `; a prompt has that text as its id: pass { id: "${slug}" }`;
  return notFound(`there is no prompt with the slug "${slug}"${when}${hint}`, field);
}

function notFound(message: string, field: string): LedgerError {
  return new LedgerError("prompt-not-found", message, { issues: [{ field, message }] });
}
