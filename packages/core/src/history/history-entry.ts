import type { ActorKind } from "../access/actor.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { deepFreeze } from "../validation/freeze.ts";
import type { JsonObject } from "../validation/json.ts";
import { describeEvent } from "./describe-event.ts";
import { oneLine, quoted } from "./event-description.ts";
import type { LedgerEvent } from "./ledger-event.ts";

/** Who did something. */
export interface Who {
  /** The id that events contain. */
  readonly id: string;
  /** Where the actor came from. */
  readonly kind: ActorKind;
  /**
   * From the actor directory when it is read: first and last name, or else the e-mail address. `erased` if the person was erased; the id if nothing
   * is known.
   */
  readonly name: string;
}

/** The name of an actor by its id, today. */
export type NameOf = (actorId: string) => string;

/** An event with who did it, when, what it changed, and why: as data, and as a sentence. */
export type HistoryEntry = LedgerEvent & {
  /** Who did it. */
  readonly who: Who;
  /** When it happened: the time of the original for imported events. UTC, in integer milliseconds. */
  readonly when: number;
  /**
   * What the event changed, as it was before: version numbers, slugs, names, permissions, fields. Null where there was nothing. Of the tenant's own
   * events, where it is not in the event.
   */
  readonly from: JsonObject | null;
  /** The same as it was after; null where nothing is left. */
  readonly to: JsonObject | null;
  /** The reason that the caller gave; null for none. */
  readonly why: string | null;
  /** One line in English, such as `Jane Doe deployed version 3 to production (was version 2): "fixes the greeting"`. */
  readonly sentence: string;
};

/** Describes an event. `before` is the prompt's stream before it, if the event is of one and that is known. */
export function historyEntry(
  event: LedgerEvent,
  nameOf: NameOf,
  before: PromptStream | null = null,
): HistoryEntry {
  const { phrase, from, to } = describeEvent(event, before);
  const who = { id: event.actor, kind: event.actorKind, name: nameOf(event.actor) };
  const why = event.reason;
  const sentence = `${oneLine(who.name)} ${phrase}${why ? `: ${quoted(why)}` : ""}`;
  return deepFreeze({ ...event, who, when: event.at, from, to, why, sentence });
}
