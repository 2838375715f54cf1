import type { PromptStream } from "../prompt/stream.ts";
import type { Cursor } from "../store/cursor.ts";
import type { Content } from "../version/content.ts";
import type { DraftPrompt } from "./draft-prompt.ts";
import type { LiveTables } from "./live-tables.ts";
import type { WantedContent } from "./load-contents.ts";
import { contentKey, loadContents, streamAfterEach } from "./load-contents.ts";
import type { Selection } from "./selection.ts";
import { selects } from "./selection.ts";
import type { LiveSession } from "./session.ts";

/** Prompts as events left them, with everything that is needed to show them. */
export interface Gathered {
  readonly drafts: ReadonlyMap<string, DraftPrompt>;
  /** By `contentKey`. */
  readonly contents: ReadonlyMap<string, Content>;
  /** The whole stream of prompts that the view did not hold, or whose versions it does; at the last event of their drafts. */
  readonly streams: ReadonlyMap<string, PromptStream>;
  /** The head of the log at that moment, where an append ends. Null if nothing had to be loaded. */
  readonly head: Cursor | null;
}

/** Loads what drafts lack. What was gathered before is not loaded again, and where nothing is lacking, nothing is loaded. */
export async function gather(
  session: LiveSession,
  tables: LiveTables,
  selection: Selection,
  drafts: ReadonlyMap<string, DraftPrompt>,
  before: Pick<Gathered, "contents"> | null = null,
): Promise<Gathered> {
  const shown = [...drafts.values()].filter((draft) => isShown(draft, selection));
  const whole = shown.filter((draft) => needsStream(draft, selection));
  const wanted = shown.flatMap((draft) => (whole.includes(draft) ? [] : wantedBy(draft, tables, selection)));
  const missing = wanted.filter((one) => before?.contents.has(contentKey(one)) !== true);
  const isFirst = before === null;
  const loaded = isFirst || missing.length > 0 ? await loadContents(session, missing) : null;
  const streams = new Map<string, PromptStream>();
  for (const { id, revision } of whole) {
    const stream = (await streamAfterEach(session, id, [revision])).get(revision);
    if (stream !== undefined) streams.set(id, stream);
  }
  const contents = new Map([...(before?.contents ?? []), ...(loaded?.contents ?? [])]);
  return { drafts, contents, streams, head: loaded?.head ?? null };
}

/** Whether a view holds a prompt, which then is not deleted. */
export function isShown({ id, slug, isDeleted }: DraftPrompt, selection: Selection): boolean {
  return slug !== null && !isDeleted && selects(selection, { id, slug });
}

function needsStream({ id, slug, isComplete, stream }: DraftPrompt, { versions }: Selection): boolean {
  if (slug === null || stream !== null) return false;
  return !isComplete || versions.has({ id, slug });
}

function wantedBy(draft: DraftPrompt, { byId }: LiveTables, selection: Selection): readonly WantedContent[] {
  if (draft.stream !== null) return [];
  const held = draft.isRedacted ? [] : (byId.get(draft.id)?.deployments ?? []);
  return [...draft.deployments.values()]
    .filter(({ environment }) => selection.environments?.has(environment) !== false)
    .filter(
      (one) =>
        !held.some(
          ({ deployedRevision, environment, resolved }) =>
            resolved !== null && environment === one.environment && deployedRevision === one.deployedRevision,
        ),
    )
    .map(({ environment, deployedRevision, pin }) => ({
      promptId: draft.id,
      environment,
      deployedRevision,
      pin,
    }));
}
