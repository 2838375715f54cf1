import type {
  DeploymentDocument,
  DocumentHeader,
  PromptDocument,
  SlugDocument,
  VersionDocument,
} from "@promptledger/core/adapter";
import { deepFreeze, fillRecordedAt, promptStreamName, slugStreamName } from "@promptledger/core/adapter";
import type { Row } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";

/** The document of a row `body, version, fold, written_at`, with its times filled in and deeply frozen. */
export function documentOf(
  kind: "prompt" | "version" | "deployment",
  [body, version, fold, writtenAt]: Row,
): PromptDocument | VersionDocument | DeploymentDocument {
  const state = fillRecordedAt(JSON.parse(String(body)), numberOf(writtenAt));
  const stream = promptStreamName(kind === "prompt" ? state.id : state.promptId);
  const header: DocumentHeader = { stream, version: numberOf(version), fold: numberOf(fold) };
  return deepFreeze({ kind, ...header, state } as PromptDocument);
}

/** The document of a row `slug, prompt_id, version, fold, last_event_at`. */
export function slugDocumentOf([slugColumn, holder, version, fold, lastEventAt]: Row): SlugDocument {
  const slug = String(slugColumn);
  const promptId = holder === null ? null : String(holder);
  return deepFreeze({
    kind: "slug" as const,
    stream: slugStreamName(slug),
    version: numberOf(version),
    fold: numberOf(fold),
    state: { slug, promptId, lastEventAt: numberOf(lastEventAt) },
  });
}
