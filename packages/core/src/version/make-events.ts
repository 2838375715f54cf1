import { sameJson } from "../validation/same-json.ts";
import type { VersionInput } from "./commands.ts";
import type { Content, ContentChanges } from "./content.ts";
import { CONTENT_HASH_VERSION, normalizeContent } from "./content.ts";
import type { VersionEvent } from "./events.ts";
import type { VersionState } from "./state.ts";

/** What a decision may use in addition to command and state. */
export interface VersionContext {
  readonly actor: string;
  /** A new version's id. */
  versionId(): string;
  hashContent(content: Content): string;
  /** Whether the actor may READ the version, and so learn from a refusal where its content differs. */
  mayRead(): boolean;
}

/** The event of a new version. */
export function created(
  step: { readonly promptId: string; readonly number: number; readonly input: VersionInput },
  context: VersionContext,
): VersionEvent<"VersionCreated"> {
  return {
    type: "VersionCreated",
    data: {
      promptId: step.promptId,
      versionId: context.versionId(),
      number: step.number,
      content: normalizeContent(step.input),
      description: step.input.description ?? null,
      integrations: step.input.integrations ?? [],
    },
  };
}

/** The event of a commit. */
export function committed(
  number: number,
  content: Content,
  message: string | null,
  context: VersionContext,
): VersionEvent<"VersionCommitted"> {
  const contentHash = context.hashContent(content);
  return {
    type: "VersionCommitted",
    data: { number, contentHash, hashVersion: CONTENT_HASH_VERSION, message },
  };
}

/** The event with the changed fields, or null if nothing changed. */
export function edited(
  state: VersionState,
  changes: ContentChanges,
  notes: VersionInput,
): VersionEvent<"VersionEdited"> | null {
  const { description, integrations } = notes;
  const newDescription = description !== undefined && description !== state.description;
  const newIntegrations = integrations !== undefined && !sameJson(integrations, state.integrations);
  if (Object.keys(changes).length === 0 && !newDescription && !newIntegrations) return null;
  return {
    type: "VersionEdited",
    data: {
      number: state.number,
      changes,
      ...(newDescription ? { description } : {}),
      ...(newIntegrations ? { integrations } : {}),
    },
  };
}
