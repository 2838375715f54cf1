import { grantPolicy, isTrusted } from "../authorization/policy.ts";
import type { DocumentKey } from "../catalog/document.ts";
import { foldPromptStream } from "../history/projection.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import { slugCandidates } from "../prompt/slug.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { Appended, CommandRecord, StreamAppend } from "../store/append.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import type { VersionState } from "../version/state.ts";
import { answerView, recallAnswers, resultText } from "./answer.ts";
import type { AttemptResult, PastVersion } from "./attempt.ts";
import { attempt, pastKey } from "./attempt.ts";
import { streamsForPolicy } from "../authorization/authorize.ts";
import type { TargetedCommand, WriteRequest } from "./command.ts";
import type { Engine, Session } from "../read/engine.ts";
import type { LoadedPrompt } from "../ledger/loaded-prompt.ts";
import { metadataText } from "./metadata.ts";
import { namesIntegrations } from "./named-integrations.ts";
import type { WriteOptions } from "../ledger/options.ts";
import { commandIdReused, rejectionError } from "./refusals.ts";
import { untilDone } from "./retry.ts";
import type { TenantStream } from "../read/tenant-streams.ts";
import { partOf, unitOfWork } from "./unit-of-work.ts";
import type { Deployment, Prompt, Receipt, Version } from "../read/views.ts";
import type { Workspace } from "../read/load.ts";
import { EMPTY_WORKSPACE, loadWorkspace, referenceOf } from "../read/load.ts";

/** What a write did, with one document for each command. */
export interface Executed {
  readonly receipt: Receipt;
  readonly answers: readonly (Prompt | Version | Deployment)[];
}

/** How often one attempt may find that it needs to load more; each time it knows more of what there is. */
const ROUNDS = 20;

/**
 * Applies commands in one append, all or none: loads documents, decides, appends, and where another writer was first begins again.
 * A command id that was applied before answers what it answered then. An append whose outcome is unknown is looked up by its command
 * id before anything else is done.
 */
export async function execute(
  engine: Engine,
  session: Session,
  commands: readonly TargetedCommand[],
  options: WriteOptions,
): Promise<Executed> {
  const prompts = new Set<string>();
  for (const { prompt } of commands)
    if (prompt !== null)
      prompts.add(`${session.tenant}/${typeof prompt === "string" ? prompt : `/${prompt.slug}`}`);
  return engine.queue.run([...prompts], () => run(engine, session, commands, options));
}

async function run(
  engine: Engine,
  session: Session,
  commands: readonly TargetedCommand[],
  options: WriteOptions,
): Promise<Executed> {
  const request: WriteRequest = {
    commands,
    newIds: commands.map(({ command }) =>
      command.type === "CreatePrompt" ? (command.id ?? `prm_${engine.ids.ulid(engine.clock.now())}`) : null,
    ),
    expected: options.expected,
    occurredAt: options.occurredAt ?? null,
  };
  const command = {
    id: options.commandId ?? engine.ids.ulid(engine.clock.now()),
    fingerprint: fingerprintOf(engine, session, commands, options),
  };
  const { done, inDoubt } = await untilDone(engine, (count) =>
    once(engine, session, request, command, options, count === 1),
  );
  // Found after an attempt in doubt, the command is this call's own, and not one of before.
  return inDoubt ? { ...done, receipt: { ...done.receipt, repeated: false } } : done;
}

/** One attempt; null where another writer was first. */
async function once(
  engine: Engine,
  session: Session,
  request: WriteRequest,
  command: Omit<CommandRecord, "result">,
  options: WriteOptions,
  first: boolean,
): Promise<Executed | null> {
  const { store } = engine;
  const { tenant, environment } = session;
  const documents = firstDocuments(request, environment);
  const named = request.commands.some(namesIntegrations) ? ([INTEGRATIONS_STREAM] as const) : [];
  const tenantStreams = [...streamsForPolicy(session), ...named];
  const pasts = new Map<string, VersionState>();
  let recent =
    first && tenantStreams.length === 0 ? recentWorkspace(engine, session, request, documents) : null;
  for (let round = 1; round <= ROUNDS; round++) {
    const workspace =
      recent ?? (await loadWorkspace(engine, tenant, { documents, command: command.id, tenantStreams }));
    if (workspace.command !== null) {
      if (workspace.command.fingerprint !== command.fingerprint) throw commandIdReused(command.id);
      return repeat(engine, session, workspace.command);
    }
    const metadata = metadataText(session, command.id, options);
    const eventId = (): string => engine.ids.ulid(engine.clock.now());
    const work = unitOfWork({ actor: session.actor.id, metadata, occurredAt: request.occurredAt, eventId });
    const decide = (): AttemptResult => attempt(engine, session, request, workspace, pasts, work);
    const result = recent === null ? decide() : succeeded(decide);
    if (recent !== null && (result === null || !work.changed())) {
      // What is loaded may be newer and more: only that decides that something is refused, or changes nothing.
      recent = null;
      continue;
    }
    if (result === null) throw outOfStep();
    if (result.status === "rejected") throw rejectionError(result.rejection);
    if (result.status === "missing") {
      documents.push(...result.documents);
      if (result.past !== undefined) pasts.set(...(await loadPast(engine, tenant, result.past)));
      continue;
    }
    const changed = work.changed();
    const answer = (receipt: Receipt, recordedAt: number): Executed => ({
      receipt,
      answers: result.answers.map((target) => answerView(target, recordedAt, environment)),
    });
    if (!changed && options.commandId === undefined) {
      return answer({ changed, position: workspace.position, repeated: false }, 0);
    }
    if (changed) await engine.directory.remember(tenant, session.actor);
    const record = { ...command, result: resultText(changed, result.answers) };
    const streams = [...work.streams(), ...unchanged(workspace, tenantStreams)];
    const appended = await store.append({ tenant, command: record, streams });
    if (appended.status === "conflict") {
      for (const { id } of work.written()) engine.recent.forget(tenant, id);
      return null;
    }
    if (appended.repeated) return repeat(engine, session, appended);
    for (const written of work.written()) engine.recent.remember(tenant, written, appended.recordedAt);
    return answer({ changed, position: appended.position, repeated: false }, appended.recordedAt);
  }
  throw outOfStep();
}

/** Checks that nothing has come to what a decision rests on beside the prompts: a grant that is taken away meanwhile counts. */
function unchanged({ tenantVersions }: Workspace, streams: readonly TenantStream[]): readonly StreamAppend[] {
  return streams.map((stream) => partOf(stream, tenantVersions[stream], []));
}

/** What was decided, or null where it was anything but a success. */
function succeeded(decide: () => AttemptResult): AttemptResult | null {
  try {
    const result = decide();
    return result.status === "decided" ? result : null;
  } catch (error) {
    if (isLedgerError(error)) return null;
    throw error;
  }
}

/**
 * The prompts of a write as this process left them; null where one is not known, or more is needed. Only for actors that need no grant, for
 * a grant may have been taken away since.
 */
function recentWorkspace(
  { recent, policy }: Engine,
  { tenant, actor }: Session,
  { commands }: WriteRequest,
  documents: readonly DocumentKey[],
): Workspace | null {
  if (policy !== grantPolicy || !isTrusted(actor) || documents.some(({ kind }) => kind === "slug"))
    return null;
  const prompts = new Map<string, LoadedPrompt>();
  for (const { prompt } of commands) {
    const known = typeof prompt === "string" ? recent.find(tenant, prompt) : undefined;
    if (known === undefined || typeof prompt !== "string") return null;
    prompts.set(prompt, known);
  }
  return { ...EMPTY_WORKSPACE, prompts };
}

async function repeat(
  engine: Engine,
  session: Session,
  command: Pick<Appended, "result" | "position" | "recordedAt">,
): Promise<Executed> {
  const { changed, answers } = await recallAnswers(engine.store, session.tenant, command);
  return {
    receipt: { changed, position: command.position, repeated: true },
    answers: answers.map((target) => answerView(target, command.recordedAt, session.environment)),
  };
}

/** What is loaded before the first decision; whatever else a command needs, its prompt's document tells. */
function firstDocuments(request: WriteRequest, environment: string): DocumentKey[] {
  const documents: DocumentKey[] = [];
  const add = (prompt: string | { readonly slug: string }): void => {
    const reference = referenceOf(prompt);
    documents.push({ kind: "prompt", prompt: reference });
    documents.push({ kind: "version", prompt: reference, number: "current" });
    documents.push({ kind: "deployment", prompt: reference, environment });
  };
  request.commands.forEach(({ prompt, command }, index) => {
    const id = prompt ?? request.newIds[index];
    if (id !== null && id !== undefined) add(id);
    if (command.type === "CreatePrompt" && command.ifAbsent === true && command.slug !== undefined)
      add({ slug: command.slug });
    const slugs =
      command.type === "CreatePrompt" && command.slug === undefined
        ? slugCandidates(command.name, request.newIds[index] ?? "")
        : "slug" in command && command.slug !== undefined
          ? [command.slug]
          : [];
    documents.push(...slugs.map((slug) => ({ kind: "slug" as const, slug })));
    if (prompt !== null && "number" in command && typeof command.number === "number") {
      documents.push({ kind: "version", prompt: referenceOf(prompt), number: command.number });
    }
    if (prompt !== null && command.type === "DeployVersion" && command.version !== "latest") {
      documents.push({ kind: "version", prompt: referenceOf(prompt), number: command.version });
    }
  });
  return documents;
}

async function loadPast(
  engine: Engine,
  tenant: string,
  { promptId, pin }: PastVersion,
): Promise<[string, VersionState]> {
  const { streams } = await engine.store.load(tenant, {
    streams: [{ stream: promptStreamName(promptId), until: pin.revision }],
  });
  const version = foldPromptStream(streams[0]?.events ?? []).versions[pin.number];
  if (version?.contentHash !== pin.contentHash) throw outOfStep();
  return [pastKey(promptId, pin), version];
}

/** Of the input and the actor, not of the events: a retry makes new ids and times. */
function fingerprintOf(
  engine: Engine,
  session: Session,
  commands: readonly TargetedCommand[],
  { expected, occurredAt }: WriteOptions,
): string {
  return engine.hasher.sha256(
    JSON.stringify([session.actor.id, commands, expected ?? null, occurredAt ?? null]),
  );
}

function outOfStep(): LedgerError {
  return new LedgerError("unavailable", "the documents are not what the history says; rebuild this tenant's");
}
