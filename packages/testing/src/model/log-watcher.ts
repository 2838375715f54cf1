import type { Pin } from "@promptledger/core";
import type { ContentChanges, RecordedEvent } from "@promptledger/core/adapter";
import { holds, same } from "../contract/violation.ts";

/** Checks what must be true of every history. It sees only the stored events. */
export interface LogWatcher {
  /** Takes the events of one append. Throws if a property does not hold. */
  see(events: readonly RecordedEvent[]): void;
  /** The live versions of a prompt, by environment. */
  live(promptId: string): ReadonlyMap<string, Pin>;
}

interface Watched {
  readonly versions: Map<number, { committed: boolean; hash: string | null }>;
  /** Every content that was ever committed, as `number hash`. */
  readonly committed: Set<string>;
  readonly live: Map<string, Pin>;
}

interface EventData extends Pin {
  readonly environment: string;
  readonly changes: ContentChanges;
  readonly replaces: Pin | null;
  readonly slug: string;
  readonly promptId: string;
}

/**
 * Watches one tenant's log. It checks these properties:
 *
 * - Positions and stream versions have no gap, and times do not go back.
 * - A committed content does not change until the version is reopened.
 * - There is at most one draft, and it has the highest number.
 * - Each environment points to one committed content, and only deployments move the pointer.
 * - A slug belongs to one prompt at a time.
 */
export function logWatcher(): LogWatcher {
  const prompts = new Map<string, Watched>();
  const slugs = new Map<string, string>();
  const streams = new Map<string, number>();
  const ids = new Set<string>();
  let position = 0;
  let recordedAt = 0;
  const occurred = new Map<string, number>();

  const watched = (stream: string): Watched => {
    const found = prompts.get(stream) ?? { versions: new Map(), committed: new Set(), live: new Map() };
    prompts.set(stream, found);
    return found;
  };

  return {
    see(events) {
      for (const event of events) {
        position += 1;
        same(event.position, position, "positions have no gap");
        const version = (streams.get(event.stream) ?? 0) + 1;
        same(event.version, version, `versions of ${event.stream} have no gap`);
        streams.set(event.stream, version);
        holds(!ids.has(event.id), `the event id ${event.id} is used once`);
        ids.add(event.id);
        holds(event.recordedAt >= recordedAt, "recordedAt does not go back");
        recordedAt = event.recordedAt;
        const happened = event.occurredAt ?? event.recordedAt;
        holds(
          event.occurredAt === null || happened >= (occurred.get(event.stream) ?? 0),
          "an imported time does not lie before its stream's last one",
        );
        occurred.set(event.stream, happened);
        const data = JSON.parse(event.data) as EventData;
        if (event.stream.startsWith("slug-")) seeSlug(slugs, event.type, data);
        else if (event.stream.startsWith("prompt-")) seePromptEvent(watched(event.stream), event.type, data);
      }
      for (const stream of new Set(events.map((event) => event.stream))) checkDraft(watched(stream));
    },
    live: (promptId) => prompts.get(`prompt-${promptId}`)?.live ?? new Map(),
  };
}

function seeSlug(slugs: Map<string, string>, type: string, { slug, promptId }: EventData): void {
  const holder = slugs.get(slug);
  if (type === "SlugClaimed") {
    holds(holder === undefined, `the slug ${slug} is free when it is claimed`);
    slugs.set(slug, promptId);
  } else {
    same(holder, promptId, `the slug ${slug} is released by its holder`);
    slugs.delete(slug);
  }
}

function seePromptEvent(prompt: Watched, type: string, data: EventData): void {
  const { number, environment } = data;
  const version = prompt.versions.get(number);
  switch (type) {
    case "VersionCreated":
      holds(version === undefined, `version ${number} does not exist before it is created`);
      prompt.versions.set(number, { committed: false, hash: null });
      break;
    case "VersionEdited":
      holds(version !== undefined, `version ${number} exists when it is edited`);
      if (version.committed) same(data.changes, {}, `the content of committed version ${number} is frozen`);
      break;
    case "VersionCommitted":
      holds(version?.committed === false, `version ${number} is a draft when it is committed`);
      prompt.versions.set(number, { committed: true, hash: data.contentHash });
      prompt.committed.add(`${number} ${data.contentHash}`);
      break;
    case "VersionReopened":
      holds(version?.committed === true, `version ${number} is committed when it is reopened`);
      prompt.versions.set(number, { committed: false, hash: null });
      break;
    case "VersionDeleted":
      holds(version !== undefined, `version ${number} exists when it is deleted`);
      for (const pin of prompt.live.values()) holds(pin.number !== number, "a live version is not deleted");
      prompt.versions.delete(number);
      break;
    case "VersionDeployed":
      holds(prompt.committed.has(`${number} ${data.contentHash}`), "a deployed content was committed before");
      same(data.replaces, prompt.live.get(environment) ?? null, "a deployment names what it replaces");
      prompt.live.set(environment, pinOf(data));
      break;
    case "VersionUndeployed":
      same(pinOf(data), prompt.live.get(environment), "an undeployed version was live");
      prompt.live.delete(environment);
      break;
    case "PromptDeleted":
      same(prompt.live.size, 0, "nothing of a deleted prompt is live");
      break;
    default:
      break;
  }
}

function checkDraft({ versions }: Watched): void {
  const drafts = [...versions].filter(([, version]) => !version.committed).map(([number]) => number);
  holds(drafts.length <= 1, `there is at most one draft, not ${drafts.join(", ")}`);
  const [draft] = drafts;
  if (draft !== undefined) same(draft, Math.max(...versions.keys()), "the draft has the highest number");
}

function pinOf({ number, versionId, revision, contentHash }: Pin): Pin {
  return { number, versionId, revision, contentHash };
}
