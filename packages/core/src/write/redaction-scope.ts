import type { PromptEvents } from "../prompt/events.ts";
import { promptStreamName, slugStreamName } from "../prompt/stream.ts";
import { readPrompt } from "../read/read-prompt.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { invalidInput } from "../validation/parse.ts";
import type { RedactionRequest } from "./redaction-request.ts";
import type { WriteSession } from "./session.ts";

/** The events that a redaction is about. */
export interface RedactionScope {
  /** Whether an event is one of them. */
  has(event: RecordedEvent): boolean;
  /** Reads at least all of them, up to now. */
  events(): AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>;
}

/** Where to look for what is redacted: in one event, in those of a prompt with its slugs, or in the whole log. */
export async function redactionScope(
  session: WriteSession,
  { prompt, position }: RedactionRequest,
): Promise<RedactionScope> {
  const { store, tenant } = session;
  if (position !== null) {
    const events: RecordedEvent[] = [];
    for await (const event of store.readLog(tenant, { after: position - 1, limit: 1 })) events.push(event);
    if (events.length === 0) {
      const { head } = await store.load(tenant, {});
      const message = `must be the position of an event: 1 to ${head.position}`;
      throw invalidInput([{ field: "position", message }]);
    }
    return { has: (event) => event.position === position, events: () => events };
  }
  if (prompt === null) return { has: () => true, events: () => store.readLog(tenant, { after: 0 }) };
  const { stream } = await readPrompt(session, prompt, { permission: "DELETE" });
  const promptId = stream.prompt.id;
  const own = promptStreamName(promptId);
  const ofPrompt = await loadStreams(session, [own]);
  const slugs = new Set(ofPrompt.flatMap(slugOf));
  const ofSlugs = await loadStreams(session, [...slugs].map(slugStreamName));
  const has = ({ stream, data }: RecordedEvent): boolean =>
    stream === own || (stream.startsWith("slug-") && (JSON.parse(data) as Ref).promptId === promptId);
  return { has, events: () => [...ofPrompt, ...ofSlugs] };
}

interface Ref {
  readonly promptId?: string;
}

/** All events of these streams. */
export async function loadStreams(
  { store, tenant }: WriteSession,
  streams: readonly string[],
): Promise<readonly RecordedEvent[]> {
  if (streams.length === 0) return [];
  const loaded = await store.load(tenant, { streams: streams.map((stream) => ({ stream })) });
  return loaded.streams.flatMap(({ events }) => events);
}

/** The slug that an event of a prompt gives it. */
function slugOf({ type, data }: RecordedEvent): readonly string[] {
  if (!["PromptCreated", "PromptEdited", "PromptRestored"].includes(type)) return [];
  const { slug } = JSON.parse(data) as PromptEvents["PromptEdited"];
  return slug === undefined ? [] : [slug];
}
