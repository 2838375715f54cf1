import type { Permission } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import type { PromptRow } from "../store/catalog.ts";
import type { DocumentKey } from "../catalog/document.ts";
import { documentsOf } from "../history/projection.ts";
import { promptIdAt, promptStreamAt } from "./as-of.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import { initialPrompt, latestCommitted } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { LedgerError } from "../errors.ts";
import type { VersionState } from "../version/state.ts";
import { authorizePrompt, streamsForPolicy } from "../authorization/authorize.ts";
import { parsePromptRef } from "../write/command.ts";
import type { Engine, Session } from "./engine.ts";
import type { PromptRef } from "../ledger/options.ts";
import type { VersionRef } from "../ledger/tenant-ledger.ts";
import { loadWorkspace, referenceOf } from "./load.ts";

/** What to read of a prompt beside its document and its current version. */
export interface Wanted {
  readonly permission: Permission;
  readonly at?: At | undefined;
  readonly environments?: readonly string[];
  readonly numbers?: readonly number[];
}

/** Reads a prompt now or as it was; throws `prompt-not-found` or `forbidden`. */
export async function readPrompt(
  engine: Engine,
  session: Session,
  prompt: PromptRef,
  wanted: Wanted,
): Promise<PromptStream> {
  return (await readAllowed(engine, session, prompt, wanted)).stream;
}

/** Reads a prompt as {@link readPrompt} does, and tells by which grants of the tenant it was allowed. */
export async function readAllowed(
  engine: Engine,
  session: Session,
  prompt: PromptRef,
  wanted: Wanted,
): Promise<Seen> {
  const reference = parsePromptRef(prompt);
  const { at, permission } = wanted;
  const past = at === undefined ? null : await readPast(engine, session, reference, at);
  // Who may read the past is decided by today's grants: access that was taken away is gone for all of the history.
  const now =
    at === undefined || past === null
      ? await readNow(engine, session, reference, wanted)
      : await readNow(engine, session, past.prompt.id, { permission });
  const stream = at === undefined ? now.stream : past;
  if (stream === null || stream.prompt.status === "none") throw notFound(reference, at);
  authorizePrompt(engine, session, now.access, permission, now.stream?.prompt ?? initialPrompt());
  return { stream, access: now.access };
}

/** A prompt, and what was granted in the tenant beside single prompts, both of one moment. */
export interface Seen {
  readonly stream: PromptStream;
  readonly access: AccessState;
}

/** Throws `prompt-deleted` for a prompt that is. */
export function requireAlive(stream: PromptStream): PromptStream {
  if (stream.prompt.status !== "deleted") return stream;
  throw new LedgerError("prompt-deleted", `the prompt ${stream.prompt.id} is deleted; restore it first`);
}

/** Reads a prompt with one of its versions; throws `version-not-found`. */
export async function readVersion(
  engine: Engine,
  session: Session,
  prompt: PromptRef,
  version: VersionRef,
  at: At | undefined,
): Promise<{ readonly stream: PromptStream; readonly version: VersionState }> {
  const wanted = { permission: "READ", at } as const;
  const first = typeof version === "number" ? { ...wanted, numbers: [version] } : wanted;
  let stream = requireAlive(await readPrompt(engine, session, prompt, first));
  let number = numberOf(version, stream);
  if (number > 0 && stream.versions[number] === undefined && stream.prompt.numbers.includes(number)) {
    stream = requireAlive(await readPrompt(engine, session, prompt, { ...wanted, numbers: [number] }));
    number = numberOf(version, stream);
  }
  const found = stream.versions[number];
  if (found === undefined) throw noVersion(version, stream);
  return { stream, version: found };
}

/** A prompt's stream as a row of the catalog. */
export function rowOf(stream: PromptStream, environment: string): PromptRow {
  const row: { prompt: PromptRow["prompt"] | null; current: PromptRow["current"]; live: PromptRow["live"] } =
    {
      prompt: null,
      current: null,
      live: null,
    };
  for (const document of documentsOf(stream)) {
    if (document.kind === "prompt") row.prompt = document;
    if (document.kind === "version" && document.state.number === stream.prompt.numbers.at(-1))
      row.current = document;
    if (document.kind === "deployment" && document.state.environment === environment) row.live = document;
  }
  if (row.prompt === null) throw new LedgerError("prompt-not-found", "there is no such prompt");
  return { ...row, prompt: row.prompt };
}

/** A row of the catalog as a prompt's stream. */
export function streamOf({ prompt, current, live }: PromptRow): PromptStream {
  return {
    prompt: prompt.state,
    versions: current === null ? {} : { [current.state.number]: current.state },
    pinned: live === null ? {} : { [live.state.environment]: live.state.pinned },
  };
}

async function readNow(
  engine: Engine,
  session: Session,
  prompt: PromptRef,
  wanted: Wanted,
): Promise<{ readonly stream: PromptStream | null; readonly access: AccessState }> {
  const reference = referenceOf(prompt);
  const documents: DocumentKey[] = [
    { kind: "prompt", prompt: reference },
    { kind: "version", prompt: reference, number: "current" },
    ...(wanted.numbers ?? []).map((number) => ({ kind: "version" as const, prompt: reference, number })),
    ...(wanted.environments ?? []).map((environment) => ({
      kind: "deployment" as const,
      prompt: reference,
      environment,
    })),
  ];
  const tenantStreams = streamsForPolicy(session);
  const workspace = await loadWorkspace(engine, session.tenant, { documents, tenantStreams });
  const id = typeof prompt === "string" ? prompt : workspace.promptIds.get(prompt.slug);
  return { stream: (id && workspace.prompts.get(id)?.stream) || null, access: workspace.tenant.access };
}

async function readPast(
  engine: Engine,
  { tenant }: Session,
  prompt: PromptRef,
  at: At,
): Promise<PromptStream | null> {
  const point = readPointOf(at);
  const id = typeof prompt === "string" ? prompt : await promptIdAt(engine.store, tenant, prompt.slug, point);
  return id === null ? null : promptStreamAt(engine.store, tenant, id, point);
}

function numberOf(version: VersionRef, { prompt }: PromptStream): number {
  if (version === "current") return prompt.numbers.at(-1) ?? 0;
  return version === "latest" ? latestCommitted(prompt) : version;
}

function notFound(prompt: PromptRef, at: At | undefined): LedgerError {
  const name = typeof prompt === "string" ? `with the id ${prompt}` : `with the slug "${prompt.slug}"`;
  return new LedgerError(
    "prompt-not-found",
    `there is no prompt ${name}${at === undefined ? "" : " at that time"}`,
  );
}

function noVersion(version: VersionRef, { prompt }: PromptStream): LedgerError {
  const which =
    version === "current" ? "version" : version === "latest" ? "committed version" : `version ${version}`;
  return new LedgerError("version-not-found", `the prompt ${prompt.id} has no ${which}`);
}
