import type { LedgerEvent } from "@promptledger/core";

/** A prompt as an import sees it. */
export interface PromptState {
  readonly status: "none" | "alive" | "deleted";
  /** The text of its newest version. Null if there is none, if it is a draft, or if an import could not have written it. */
  readonly text: string | null;
}

/** A prompt before its first event. */
export const NO_PROMPT: PromptState = { status: "none", text: null };

interface VersionState {
  readonly content: { readonly [field: string]: unknown };
  readonly committed: boolean;
}

/** The prompt after each of its events. */
export function promptStates(events: readonly LedgerEvent[]): readonly PromptState[] {
  const versions = new Map<number, VersionState>();
  let { status, text } = NO_PROMPT;
  return events.map((event) => {
    if (event.type === "PromptCreated" || event.type === "PromptRestored") status = "alive";
    else if (event.type === "PromptDeleted") status = "deleted";
    else if (changeVersions(versions, event)) text = textOf(versions.get(Math.max(...versions.keys())));
    return { status, text };
  });
}

/** Applies an event to the versions. Returns whether it was about one of them. */
function changeVersions(versions: Map<number, VersionState>, event: LedgerEvent): boolean {
  switch (event.type) {
    case "VersionCreated":
      versions.set(event.data.number, { content: { ...event.data.content }, committed: false });
      return true;
    case "VersionEdited": {
      const { number, changes } = event.data;
      const before = versions.get(number);
      if (before !== undefined)
        versions.set(number, { ...before, content: { ...before.content, ...changes } });
      return true;
    }
    case "VersionCommitted":
    case "VersionReopened": {
      const before = versions.get(event.data.number);
      if (before !== undefined)
        versions.set(event.data.number, { ...before, committed: event.type === "VersionCommitted" });
      return true;
    }
    case "VersionDeleted":
      versions.delete(event.data.number);
      return true;
    default:
      return false;
  }
}

/** The text of a version that consists of nothing else, as an import writes it. */
function textOf(version: VersionState | undefined): string | null {
  if (!version?.committed) return null;
  const { messages, ...others } = version.content;
  if (!Array.isArray(messages) || messages.length !== 1) return null;
  if (Object.values(others).some((value) => value !== null)) return null;
  const { role, content, ...more } = messages[0] as { readonly [field: string]: unknown };
  const isText = role === "user" && typeof content === "string" && Object.keys(more).length === 0;
  return isText ? content : null;
}
