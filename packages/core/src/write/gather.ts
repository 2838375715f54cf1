import { ACCESS_STREAM } from "../access/state.ts";
import type { Session } from "../authorization/authorize.ts";
import type { DocumentKey } from "../catalog/document.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { Pin } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import type { PastVersion, Workspace } from "../read/load.ts";
import { pastKey } from "../read/load.ts";
import type { TenantStream } from "../read/tenant-streams.ts";
import { streamsForPolicy } from "../read/tenant-streams.ts";
import { own } from "../validation/own.ts";
import type { VersionCommand } from "../version/commands.ts";
import type { VersionState } from "../version/state.ts";
import { namesIntegrations } from "./named-integrations.ts";
import { environmentsNamedBy, needsOf, slugsMovedBy, versionsNamedBy } from "./needs.ts";
import type { WriteRequest } from "./request.ts";

/** What to load. */
export interface Gathered {
  readonly documents: readonly DocumentKey[];
  readonly past: readonly PastVersion[];
}

/** A decision that needs more than was loaded. */
export interface Missing extends Gathered {
  readonly status: "missing";
}

/** What the commands of a write name by themselves: all of it is loaded at once, and for most writes nothing else is. */
export function namedBy({ commands, newIds }: WriteRequest, { environment }: Session): Gathered {
  const documents = new Map<string, DocumentKey>();
  const add = (key: DocumentKey): void => void documents.set(JSON.stringify(key), key);
  const addPrompt = (prompt: PromptKey): void => {
    add({ kind: "prompt", prompt });
    add({ kind: "version", prompt, number: "current" });
    add({ kind: "deployment", prompt, environment });
  };
  commands.forEach((one, index) => {
    if (one.aggregate !== "prompt") return;
    const { command } = one;
    const newId = newIds[index] ?? "";
    const prompt = one.prompt ?? { id: newId };
    addPrompt(prompt);
    const held = "slug" in prompt ? prompt.slug : null;
    for (const slug of slugsMovedBy(command, held, newId)) add({ kind: "slug", slug });
    for (const number of versionsNamedBy(command)) add({ kind: "version", prompt, number });
    for (const name of environmentsNamedBy(command)) add({ kind: "deployment", prompt, environment: name });
    if (command.type !== "CreatePrompt") return;
    if (command.ifAbsent === true && command.slug !== undefined) addPrompt({ slug: command.slug });
    if (command.from === undefined) return;
    const { prompt: source, version = "current" } = command.from;
    add({ kind: "prompt", prompt: source });
    add({ kind: "version", prompt: source, number: version });
  });
  return { documents: [...documents.values()], past: [] };
}

/** The tenant's streams that a write reads beside the prompts', and whose state it checks when it is appended. */
export function tenantStreamsOf({ commands }: WriteRequest, session: Session): readonly TenantStream[] {
  if (commands.some(({ aggregate }) => aggregate !== "prompt")) return [ACCESS_STREAM, INTEGRATIONS_STREAM];
  const named = commands.some((one) => one.aggregate === "prompt" && namesIntegrations(one.command));
  return [...streamsForPolicy(session), ...(named ? ([INTEGRATIONS_STREAM] as const) : [])];
}

/** What the prompts that were loaded show to be needed too, for all commands of the write at once. */
export function foreseen(request: WriteRequest, workspace: Workspace, session: Session): Gathered {
  const commandsById = new Map<string, (PromptCommand | VersionCommand)[]>();
  for (const one of request.commands) {
    if (one.aggregate !== "prompt" || one.prompt === null) continue;
    const id = "id" in one.prompt ? one.prompt.id : workspace.promptIds.get(one.prompt.slug);
    if (typeof id !== "string") continue;
    const commands = commandsById.get(id);
    if (commands === undefined) commandsById.set(id, [one.command]);
    else commands.push(one.command);
  }
  const lacking = [...commandsById].flatMap(([id, commands]) => {
    const loaded = workspace.prompts.get(id);
    if (loaded === undefined) return [];
    return lackingOf(commands, { ...loaded, seen: [loaded.stream] }, workspace, session);
  });
  return joined(lacking);
}

/** A prompt as far as it is known, with the states in which it was seen. */
export interface KnownPrompt {
  readonly stream: PromptStream;
  readonly complete: boolean;
  readonly seen: readonly PromptStream[];
}

/** What is not known of a prompt that deciding on these commands reads. */
export function lackingOf(
  commands: readonly (PromptCommand | VersionCommand)[],
  { stream, complete, seen }: KnownPrompt,
  workspace: Workspace,
  { environment }: Session,
): Gathered {
  const { numbers, environments, slugs, pins } = needsOf(commands, stream.prompt);
  const { id, deployments } = stream.prompt;
  const prompt = { id };
  const documents: DocumentKey[] = [];
  for (const slug of slugs) if (!workspace.slugs.has(slug)) documents.push({ kind: "slug", slug });
  const past: PastVersion[] = [];
  if (!complete) {
    for (const number of numbers)
      if (stream.versions[number] === undefined) documents.push({ kind: "version", prompt, number });
    for (const name of new Set([...environments, environment])) {
      if (own(deployments, name) !== undefined && own(stream.pinned, name) === undefined)
        documents.push({ kind: "deployment", prompt, environment: name });
    }
  }
  for (const pin of pins) {
    const isComing = !complete && numbers.has(pin.number) && stream.versions[pin.number] === undefined;
    if (!isComing && pinnedIn(seen, pin) === undefined && !workspace.past.has(pastKey(id, pin)))
      past.push({ promptId: id, pin });
  }
  return { documents, past };
}

/** The version that a pin points at, among the states in which its prompt was seen. */
export function pinnedIn(seen: readonly PromptStream[], { number, revision }: Pin): VersionState | undefined {
  for (const { versions, pinned } of seen)
    for (const version of [versions[number], ...Object.values(pinned)])
      if (version?.number === number && version.revision === revision) return version;
  return undefined;
}

/** All of it together. */
export function joined(parts: readonly Gathered[]): Gathered {
  return {
    documents: parts.flatMap(({ documents }) => documents),
    past: parts.flatMap(({ past }) => past),
  };
}
