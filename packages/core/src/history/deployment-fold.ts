import type { Pin } from "../prompt/state.ts";
import type { DeploymentInterval } from "./deployment-interval.ts";
import type { Who } from "./history-entry.ts";
import type { LedgerEvent } from "./ledger-event.ts";

/** A deployment as the fold knows it: those who changed it are not named yet. */
export type FoldedInterval = Omit<DeploymentInterval, "by" | "endedBy"> & {
  readonly position: number;
  readonly by: Omit<Who, "name">;
  readonly endedBy: Omit<Who, "name"> | null;
};

/** Folds events into what was live from when to when. */
export interface DeploymentFold {
  /** Takes the next event of the log, or of one prompt's stream. */
  add(event: LedgerEvent): void;
  /** All deployments that began so far. */
  intervals(): readonly FoldedInterval[];
}

/** The types of events that a {@link DeploymentFold} needs. */
export const DEPLOYMENT_EVENTS: ReadonlySet<string> = new Set<LedgerEvent["type"]>([
  "PromptCreated",
  "PromptEdited",
  "PromptRestored",
  "PromptDeleted",
  "VersionDeployed",
  "VersionUndeployed",
]);

/** A deployment and the write that ended it. */
interface Entry {
  interval: FoldedInterval;
  endedIn: string | null;
}

/** Starts a fold; with an environment, of that one alone. */
export function deploymentFold(environment?: string): DeploymentFold {
  const slugs = new Map<string, string>();
  const all: Entry[] = [];
  // By prompt, and for each by environment: the last deployment.
  const last = new Map<string, Map<string, Entry>>();

  function end(
    event: LedgerEvent,
    entry: Entry | undefined,
    how: "replaced" | "undeployed",
    by: Pin | null,
  ): void {
    if (entry === undefined || entry.interval.to !== null) return;
    const { from } = entry.interval;
    entry.endedIn = writeOf(event);
    entry.interval = {
      ...entry.interval,
      to: event.at,
      duration: event.at - from,
      end: how,
      endedBy: { id: event.actor, kind: event.actorKind },
      endedWhy: event.reason,
      replacedBy: by,
    };
  }

  function begin(event: Extract<LedgerEvent, { readonly type: "VersionDeployed" }>, promptId: string): void {
    const {
      environment: name,
      number,
      versionId,
      revision,
      contentHash,
      promotedFrom,
      rollback,
    } = event.data;
    const pin = { number, versionId, revision, contentHash };
    const own = last.get(promptId) ?? new Map<string, Entry>();
    last.set(promptId, own);
    end(event, own.get(name), "replaced", pin);
    const interval: FoldedInterval = {
      promptId,
      slug: slugs.get(promptId) ?? "",
      environment: name,
      ...pin,
      from: event.at,
      to: null,
      duration: null,
      how: rollback === true ? "rolled back" : promotedFrom === undefined ? "deployed" : "promoted",
      by: { id: event.actor, kind: event.actorKind },
      why: event.reason,
      end: null,
      endedBy: null,
      endedWhy: null,
      replacedBy: null,
      position: event.position,
    };
    const entry = { interval, endedIn: null };
    own.set(name, entry);
    all.push(entry);
  }

  return {
    add(event) {
      const { promptId } = event;
      if (promptId === null || event.stream.startsWith("slug-")) return;
      if ("slug" in event.data && event.data.slug !== undefined) slugs.set(promptId, event.data.slug);
      if (event.type === "VersionDeployed" && isWanted(event.data)) begin(event, promptId);
      if (event.type === "VersionUndeployed" && isWanted(event.data))
        end(event, last.get(promptId)?.get(event.data.environment), "undeployed", null);
      if (event.type !== "PromptDeleted") return;
      // The write that deletes a prompt ends its deployments first.
      for (const entry of last.get(promptId)?.values() ?? [])
        if (entry.endedIn === writeOf(event)) entry.interval = { ...entry.interval, end: "deleted" };
    },
    intervals: () => all.map(({ interval }) => interval),
  };

  function isWanted(data: { readonly environment: string }): boolean {
    return environment === undefined || data.environment === environment;
  }
}

/** Names a write: all of its events have the same actor and command id. */
function writeOf({ actor, actorKind, commandId }: LedgerEvent): string {
  return JSON.stringify([actor, actorKind, commandId]);
}
