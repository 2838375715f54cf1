import * as z from "zod";
import type { ActorKind } from "../access/actor.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { SCHEMA_VERSIONS } from "../history/ledger-event.ts";
import type { Moment } from "../history/moment.ts";
import type { Span } from "../history/span.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape } from "../ports/call-options.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { jsonArray, text } from "../validation/json.ts";
import { schemaFor } from "../validation/schema-for.ts";

/** Which events to search for. An event must match all of the options that are given. */
export interface SearchOptions extends CallOptions, Span {
  /** The id of an actor, or several ids: what any of these actors did. */
  readonly actor?: string | readonly string[];
  /** Where the actor came from: one of these. */
  readonly kinds?: readonly ActorKind[];
  /** What happened: one of these types, such as `VersionDeployed`. */
  readonly types?: readonly LedgerEvent["type"][];
  /** The prompt in whose stream the event is, as `history.of` reads it. A deleted prompt is named by its id. */
  readonly prompt?: PromptRef;
  /** Only deployments to this environment, and their ends. */
  readonly environment?: string;
  /**
   * A text that occurs in the event, without regard to case: in a message or another part of the content, a name, a description, the reason or
   * the host's metadata. Ids and hashes that the ledger made are not searched. 1 to 1,000 characters.
   */
  readonly text?: string;
  /**
   * `false` (the default): `from`, `to` and the order mean when things happened, which for imported events is their original time. `true`: they
   * mean when the ledger recorded them.
   */
  readonly recorded?: boolean;
  /** Default: `newest` first. */
  readonly order?: "newest" | "oldest";
}

/** Which page of a search to read. */
export interface SearchPageOptions extends SearchOptions {
  /** How many events a page has at most: 1 to 1,000. Default: 50. */
  readonly limit?: number;
  /** The `next` of the page before. All other options but `limit` must be the same as for that page. */
  readonly cursor?: string;
}

/** A page of what a search found. */
export interface FoundEvents {
  /** In the order of the search. */
  readonly events: readonly LedgerEvent[];
  /** The cursor of the next page; null if this is the last one. */
  readonly next: string | null;
}

const TYPES = Object.keys(SCHEMA_VERSIONS) as readonly LedgerEvent["type"][];
const MOST_NAMED = 100;

const id = text(255, 1);
const type = z.enum(TYPES, { error: "must be the type of an event, such as VersionDeployed" });
const kind = z.enum(["host", "user", "application", "admin"]);
const moment = z.custom<Moment>().optional();

const search = {
  ...callShape,
  actor: z
    .union([id, jsonArray(id, MOST_NAMED, 1)], {
      error: `must be the id of an actor, or a list of 1 to ${MOST_NAMED} ids`,
    })
    .optional(),
  kinds: jsonArray(kind, MOST_NAMED, 1).optional(),
  types: jsonArray(type, MOST_NAMED, 1).optional(),
  // Checked where they are read.
  prompt: z.custom<PromptRef>().optional(),
  from: moment,
  to: moment,
  environment: environmentSchema.optional(),
  text: text(1000, 1).optional(),
  recorded: z.boolean().optional(),
  order: z.enum(["newest", "oldest"]).optional(),
};

/** The schema of {@link SearchOptions}. */
export const searchSchema: z.ZodType<SearchOptions> = schemaFor(z.strictObject(search));

/** The schema of {@link SearchPageOptions}. */
export const searchPageSchema: z.ZodType<SearchPageOptions> = schemaFor(
  z.strictObject({ ...search, limit: z.int().min(1).max(1000).optional(), cursor: z.string().optional() }),
);
