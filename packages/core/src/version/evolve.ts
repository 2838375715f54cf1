import type { Draft } from "immer";
import type { EventContext } from "../decider.ts";
import type { ContentChanges } from "./content.ts";
import type { VersionEvent } from "./events.ts";
import type { VersionState } from "./state.ts";
import { initialVersion } from "./state.ts";

/** Applies one event to a version. */
export function evolveVersion(state: Draft<VersionState>, event: VersionEvent & EventContext): void {
  switch (event.type) {
    case "VersionCreated": {
      const { promptId, versionId, number, content, description, integrations } = event.data;
      Object.assign(state, initialVersion, {
        status: "draft",
        promptId,
        id: versionId,
        number,
        // Copied, because the event must not change.
        content: { ...content },
        description,
        integrations: [...integrations],
        createdAt: event.at,
        createdBy: event.actor,
      });
      break;
    }
    case "VersionEdited": {
      const { changes, description, integrations } = event.data;
      applyChanges(state.content as Record<string, unknown>, changes);
      if (description !== undefined) state.description = description;
      if (integrations !== undefined) state.integrations = [...integrations];
      break;
    }
    case "VersionCommitted":
      state.status = "committed";
      state.contentHash = event.data.contentHash;
      state.hashVersion = event.data.hashVersion;
      state.message = event.data.message;
      state.committedAt = event.at;
      state.committedBy = event.actor;
      break;
    case "VersionReopened":
      state.status = "draft";
      state.contentHash = null;
      if (event.data.mode === "replace") {
        state.createdAt = event.at;
        state.createdBy = event.actor;
      }
      break;
    case "VersionDeleted":
      state.status = "deleted";
      break;
  }
  state.updatedAt = event.at;
  state.updatedBy = event.actor;
  state.revision = event.version;
}

function applyChanges(content: Record<string, unknown>, changes: ContentChanges): void {
  for (const field in changes) {
    const value = changes[field as keyof ContentChanges];
    if (value === null) delete content[field];
    else content[field] = value;
  }
}
