import { ACCESS_STREAM } from "../access/state.ts";
import type { Session } from "../authorization/authorize.ts";
import type { DocumentKey } from "../catalog/document.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import { slugCandidates } from "../prompt/slug.ts";
import type { TenantStream } from "../read/tenant-streams.ts";
import { streamsForPolicy } from "../read/tenant-streams.ts";
import type { VersionCommand, VersionRef } from "../version/commands.ts";
import { namesIntegrations } from "./named-integrations.ts";
import type { SessionWrite, WriteRequest } from "./request.ts";

type Command = PromptCommand | VersionCommand;

/** The documents that the commands of writes name. They are loaded first, and most writes need no others. */
export function documentsNamedBy(writes: readonly SessionWrite[]): readonly DocumentKey[] {
  // Commands on one prompt name the same documents.
  const documents = new Map<string, DocumentKey>();
  for (const { request, session } of writes) addNamedBy(request, session, documents);
  return [...documents.values()];
}

function addNamedBy(
  { commands, newIds }: WriteRequest,
  { environment }: Session,
  documents: Map<string, DocumentKey>,
): void {
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
}

/** The tenant's streams that a write reads, apart from prompts. Its append checks that they have not changed. */
export function tenantStreamsOf({ commands }: WriteRequest, session: Session): readonly TenantStream[] {
  if (commands.some(({ aggregate }) => aggregate !== "prompt")) return [ACCESS_STREAM, INTEGRATIONS_STREAM];
  const named = commands.some((one) => one.aggregate === "prompt" && namesIntegrations(one.command));
  return [...streamsForPolicy(session), ...(named ? ([INTEGRATIONS_STREAM] as const) : [])];
}

/** The same for several writes that are one append. */
export function tenantStreamsOfAll(writes: readonly SessionWrite[]): readonly TenantStream[] {
  return [...new Set(writes.flatMap(({ request, session }) => tenantStreamsOf(request, session)))];
}

/** The versions that a command names. */
export function versionsNamedBy(command: Command): readonly VersionRef[] {
  switch (command.type) {
    case "CreateVersion":
      return command.from === undefined ? [] : [command.from];
    case "DeployVersion":
      return [command.version];
    case "CommitVersion":
      if (command.ifNoneCommitted === true) return ["latest"];
      return command.number === undefined ? [] : [command.number];
    case "EditVersion":
      return command.number === undefined ? [] : [command.number];
    case "DeleteVersion":
      // After the draft is deleted, the latest version is the current one.
      return [command.number, "latest"];
    case "SaveVersion":
      return typeof command.number === "number" ? [command.number] : [];
    default:
      return [];
  }
}

/** The environments whose deployment a command reads. */
export function environmentsNamedBy(command: Command): readonly string[] {
  switch (command.type) {
    case "DeployVersion":
    case "RollBackDeployment":
      return [command.environment ?? DEFAULT_ENVIRONMENT];
    case "PromoteDeployment":
      return [command.from, command.to];
    default:
      return [];
  }
}

/** The slugs that a command may claim or release on a prompt with this slug, as far as they are known. */
export function slugsMovedBy(command: Command, held: string | null, newId: string): readonly string[] {
  const holds = held === null ? [] : [held];
  switch (command.type) {
    case "CreatePrompt":
      return command.slug === undefined ? slugCandidates(command.name, newId) : [command.slug];
    case "EditPrompt":
      return command.slug === undefined ? [] : [command.slug, ...holds];
    case "RestorePrompt":
      return command.slug === undefined ? holds : [command.slug];
    case "DeletePrompt":
      return holds;
    case "DeleteVersion":
      return command.ifLastVersion === "delete" ? holds : [];
    default:
      return [];
  }
}
