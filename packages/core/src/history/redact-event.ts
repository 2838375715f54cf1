import { LedgerError } from "../errors.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { DomainEvent } from "./ledger-event.ts";

/** What stands in the place of a text that had to go. */
export const REDACTED = "[redacted]";

/** The fields of an event's data that hold texts which people wrote, as paths. Everything else in it is structural: ids, slugs, names to refer by. */
const FREE: { readonly [Type in DomainEvent["type"]]: readonly string[] } = {
  PromptCreated: ["name", "description"],
  PromptEdited: ["name", "description"],
  PromptTagged: ["key", "value"],
  PromptUntagged: ["key", "value"],
  PromptDeleted: [],
  PromptRestored: [],
  VersionCreated: ["content", "description"],
  VersionEdited: ["changes", "description"],
  VersionCommitted: ["message"],
  VersionReopened: [],
  VersionDeleted: [],
  VersionDeployed: ["snapshot.content", "snapshot.description", "snapshot.message"],
  VersionUndeployed: [],
  AccessGranted: [],
  AccessRevoked: [],
  ApplicationCreated: ["name"],
  ApplicationRenamed: ["name"],
  ApplicationTagged: ["tags"],
  ApplicationUntagged: ["tags"],
  ApplicationDeleted: [],
  RoleAdded: [],
  RoleRemoved: [],
  KeyCreated: [],
  KeyEnabled: [],
  KeyDisabled: [],
  KeyRevoked: [],
  PersonErased: [],
  IntegrationCreated: ["description", "configuration"],
  IntegrationEdited: ["description", "configuration"],
  IntegrationDeleted: [],
  IntegrationTagged: ["tags"],
  IntegrationUntagged: ["tags"],
  ModelAdded: ["description", "configuration"],
  ModelEdited: ["description", "configuration"],
  ModelRemoved: [],
  ModelTagged: ["tags"],
  ModelUntagged: ["tags"],
  SlugClaimed: [],
  SlugReleased: [],
  EventRedacted: [],
};

/** The same for an event's metadata. */
const FREE_METADATA = ["reason", "metadata"];

/** Within a content, what is no text but says what another field means. */
const MEANINGS =
  /(?:^|\.)(?:content|changes)\.(?:(?:templateSyntax|templatedParts)\b|messages\.\d+\.role$|(?!variables\.).*\.type(?:\.\d+)?$|variables\..*\._type$)/u;

/** What redacting an event comes to. */
export interface RedactedEvent {
  /** The new texts; null where nothing changes. */
  readonly texts: { readonly data: string; readonly metadata: string } | null;
  /** The structural fields that hold the text, which stay as they are. */
  readonly kept: readonly string[];
}

/** Whether a tag is named by its texts alone: one event finds it by what another one says, so both must change together. */
export function isFoundByText({ type }: RecordedEvent): boolean {
  return Object.hasOwn(FREE, type) && FREE[type as DomainEvent["type"]].includes("tags");
}

/** Replaces a text wherever people wrote it in an event; with null, everything that people wrote. Throws `unknown-event`. */
export function redactEvent(event: RecordedEvent, text: string | null): RedactedEvent {
  const { data, metadata, type } = event;
  if (text !== null && ![event.stream, event.id, data, metadata].some((one) => mayHold(one, text)))
    return { texts: null, kept: [] };
  if (!Object.hasOwn(FREE, type)) {
    const message = `the log holds an event of type ${type}; upgrade this release to redact it`;
    throw new LedgerError("unknown-event", message);
  }
  const kept: string[] = [];
  for (const name of ["stream", "id"] as const)
    if (text !== null && event[name].includes(text)) kept.push(name);
  const redact = (given: string, free: readonly string[], name: string): string => {
    const value: unknown = JSON.parse(given);
    const redacted = walk(value, { text, free, kept, name }, "", false);
    return redacted === value ? given : JSON.stringify(redacted);
  };
  const after = {
    data: redact(data, FREE[type as DomainEvent["type"]], "data"),
    metadata: redact(metadata, FREE_METADATA, "metadata"),
  };
  return { texts: after.data === data && after.metadata === metadata ? null : after, kept };
}

/** Whether JSON text may hold a text. JSON can write the same text in several ways. */
function mayHold(json: string, text: string): boolean {
  return json.includes(JSON.stringify(text).slice(1, -1)) || json.includes("\\u") || json.includes("\\/");
}

interface Walk {
  readonly text: string | null;
  readonly free: readonly string[];
  readonly kept: string[];
  /** Of the text that is walked, for {@link kept}. */
  readonly name: string;
}

/** The value with its texts replaced; the same one where nothing is. */
function walk(value: unknown, context: Walk, path: string, isWithinFree: boolean): unknown {
  const { text, free, kept, name } = context;
  const isFree = isWithinFree || free.includes(path);
  if (typeof value === "string") {
    if (isFree && !MEANINGS.test(path)) return replaced(value, text);
    if (text !== null && value.includes(text)) kept.push(`${name}.${path}`);
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const after = entries.map(([key, one]) => {
    // The names of our own fields are no text of anybody's.
    if (isFree && !Array.isArray(value) && !isOwnName(path, free) && text !== null && key.includes(text))
      kept.push(`${name}.${path} (the name of a field)`);
    return [key, walk(one, context, path === "" ? key : `${path}.${key}`, isFree)] as const;
  });
  if (after.every(([, one], index) => one === entries[index]?.[1])) return value;
  return Array.isArray(value) ? after.map(([, one]) => one) : Object.fromEntries(after);
}

/** Whether the fields of the value at a path are ours: those of a content, or of a tag in a list of tags. */
function isOwnName(path: string, free: readonly string[]): boolean {
  return /(?:^|\.)(?:content|changes)$|^tags\b/u.test(path) && free.some((one) => path.startsWith(one));
}

function replaced(value: string, text: string | null): string {
  if (text === null) return value === "" ? value : REDACTED;
  let after = value;
  // A replacement and what stands beside it may together be the text again.
  while (after.includes(text)) after = after.replaceAll(text, REDACTED);
  return after;
}
