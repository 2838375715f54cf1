import type { Session } from "../authorization/authorize.ts";
import type { DocumentKey } from "../catalog/document.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import { rollbackTarget } from "../prompt/decide-deployment.ts";
import { numberOf } from "../prompt/decide-stream.ts";
import type { Pin, PromptState } from "../prompt/state.ts";
import { currentNumber, latestCommitted } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import type { PastVersion, Workspace } from "../read/load.ts";
import { pastKey } from "../read/load.ts";
import { own } from "../validation/own.ts";
import type { VersionCommand } from "../version/commands.ts";
import type { VersionState } from "../version/state.ts";
import { environmentsNamedBy, slugsMovedBy, versionsNamedBy } from "./named.ts";
import type { SessionWrite, WriteRequest } from "./request.ts";

type Command = PromptCommand | VersionCommand;

/** What must be loaded before a write can be decided. */
export interface Missing {
  readonly status: "missing";
  readonly documents: readonly DocumentKey[];
  /** Versions that may become live again, but have changed since they were live. */
  readonly past: readonly PastVersion[];
}

/** A prompt as far as it is known, with all states in which it was seen. */
export interface KnownPrompt {
  readonly stream: PromptStream;
  readonly complete: boolean;
  readonly seen: readonly PromptStream[];
}

/** What is missing for all commands of the writes, judged by the loaded prompts. Null if nothing is missing. */
export function foreseen(writes: readonly SessionWrite[], workspace: Workspace): Missing | null {
  const missing = writes.flatMap(({ request, session }) => foreseenFor(request, workspace, session));
  if (missing.length === 0) return null;
  const documents = missing.flatMap((one) => one.documents);
  return { status: "missing", documents, past: missing.flatMap((one) => one.past) };
}

function foreseenFor(request: WriteRequest, workspace: Workspace, session: Session): readonly Missing[] {
  const commandsById = new Map<string, Command[]>();
  for (const one of request.commands) {
    if (one.aggregate !== "prompt" || one.prompt === null) continue;
    const id = "id" in one.prompt ? one.prompt.id : workspace.promptIds.get(one.prompt.slug);
    if (typeof id === "string") commandsById.set(id, [...(commandsById.get(id) ?? []), one.command]);
  }
  return [...commandsById].flatMap(([id, commands]) => {
    const loaded = workspace.prompts.get(id);
    if (loaded === undefined) return [];
    const { stream, complete } = loaded;
    return missingFor(commands, { stream, complete, seen: [stream] }, workspace, session) ?? [];
  });
}

/**
 * What is missing of a prompt to decide on these commands and to answer them; null if nothing is. It may be more than they use, because the
 * effects of earlier commands of a batch are not simulated.
 */
export function missingFor(
  commands: readonly Command[],
  { stream, complete, seen }: KnownPrompt,
  workspace: Workspace,
  session: Session,
): Missing | null {
  const { prompt: state, versions, pinned } = stream;
  const { id } = state;
  const prompt = { id };
  const documents: DocumentKey[] = [];
  const past: PastVersion[] = [];

  const isMissing = (number: number): boolean =>
    !complete && versions[number] === undefined && state.numbers.includes(number);
  const version = (number: number): void => {
    if (isMissing(number)) documents.push({ kind: "version", prompt, number });
  };
  const deployment = (environment: string): void => {
    const isLive = own(state.deployments, environment) !== undefined;
    if (!complete && isLive && own(pinned, environment) === undefined)
      documents.push({ kind: "deployment", prompt, environment });
  };

  version(currentNumber(state));
  deployment(session.environment);
  for (const command of commands) {
    // Everything that it needs was named by the command, and loaded first.
    if (command.type === "CreatePrompt") continue;
    for (const ref of versionsNamedBy(command)) version(numberOf(ref, state));
    for (const environment of environmentsNamedBy(command)) deployment(environment);
    for (const slug of slugsMovedBy(command, state.slug, ""))
      if (!workspace.slugs.has(slug)) documents.push({ kind: "slug", slug });
    if (command.type === "PromoteDeployment") version(own(state.deployments, command.from)?.number ?? 0);
    if (command.type !== "RollBackDeployment" || commands.length > 1) continue;
    const pin = targetOf(command, state);
    if (pin === undefined) continue;
    version(pin.number);
    const isKnown = pinnedIn(seen, pin) ?? workspace.past.get(pastKey(id, pin));
    // It is read from the history only if its version has changed since then.
    if (!isKnown && !isMissing(pin.number)) past.push({ promptId: id, pin });
  }
  if (commands.length > 1 && commands.some(({ type }) => type === "RollBackDeployment"))
    for (const pin of pinsOf(state)) {
      version(pin.number);
      const isKnown = pinnedIn(seen, pin) ?? workspace.past.get(pastKey(id, pin));
      if (!isKnown && !isMissing(pin.number)) past.push({ promptId: id, pin });
    }
  for (const number of headsAfterDeletion(commands, state)) version(number);
  return documents.length + past.length === 0 ? null : { status: "missing", documents, past };
}

/** The version that a pin points to, among the states in which its prompt was seen. */
export function pinnedIn(seen: readonly PromptStream[], { number, revision }: Pin): VersionState | undefined {
  for (const { versions, pinned } of seen)
    for (const version of [versions[number], ...Object.values(pinned)])
      if (version?.number === number && version.revision === revision) return version;
  return undefined;
}

/** What a rollback by itself returns to. */
function targetOf(command: PromptCommand<"RollBackDeployment">, prompt: PromptState): Pin | undefined {
  const pointer = own(prompt.deployments, command.environment ?? DEFAULT_ENVIRONMENT);
  return pointer === undefined ? undefined : rollbackTarget(command, prompt, pointer);
}

/** What a rollback in a batch may return to: anything that is or was live anywhere, because other commands may have moved it. */
function pinsOf({ deployments }: PromptState): readonly Pin[] {
  return Object.values(deployments).flatMap((pointer) => [pointer, ...pointer.trail]);
}

/** The versions that become the current and the latest one after the deletions. */
function headsAfterDeletion(commands: readonly Command[], prompt: PromptState): readonly number[] {
  const gone = commands.flatMap((one) => (one.type === "DeleteVersion" ? [one.number] : []));
  if (gone.length === 0) return [];
  const left = { ...prompt, numbers: prompt.numbers.filter((number) => !gone.includes(number)) };
  return [currentNumber(left), latestCommitted(left)];
}
