import * as z from "zod";
import { jsonArray, text } from "../validation/json.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Subject } from "./grant.ts";

/**
 * Where an actor comes from. A `host` is code in the process, and is trusted. An API authenticates the others: an `admin` may do everything, a
 * `user` or `application` may do what it was granted.
 */
export type ActorKind = "host" | "user" | "application" | "admin";

/** An actor that an API authenticated. Its kind is given, and is never `host`. */
export type AuthenticatedActor = Actor & {
  /** Whether the actor needs grants: an `admin` needs none. */
  readonly kind: Exclude<ActorKind, "host">;
};

/** Who makes a call. Events contain only the id. The rest is stored in the tenant's actor directory. */
export interface Actor {
  /** Opaque; 1 to 255 characters. */
  readonly id: string;
  /** Default: `host`. */
  readonly kind?: ActorKind;
  /** Up to 320 characters. A write stores it in the actor directory, never in events. */
  readonly email?: string;
  /** Up to 255 characters. Stored like `email`. */
  readonly firstName?: string;
  /** Up to 255 characters. Stored like `email`. */
  readonly lastName?: string;
  /** Groups and roles whose grants also apply to this actor. */
  readonly memberOf?: readonly Subject[];
}

/** The role that makes an application an admin. Only its kind makes one of any other actor. */
export const ADMIN_ROLE = "ADMIN";

const subject = schemaFor<Subject>(
  z.strictObject({
    type: z.enum(["user", "group", "role", "application", "tag"]),
    id: text(255, 1),
  }),
);

/** Checks an actor. */
export const actorSchema: z.ZodType<Actor> = schemaFor(
  z.strictObject({
    id: text(255, 1),
    kind: z.enum(["host", "user", "application", "admin"]).optional(),
    email: text(320).optional(),
    firstName: text(255).optional(),
    lastName: text(255).optional(),
    memberOf: jsonArray(subject, 1000).optional(),
  }),
);

/** The subjects whose grants apply to an actor: the actor itself, and its groups and roles. */
export function subjectsOf(actor: Actor): readonly Subject[] {
  const type = actor.kind === "application" ? "application" : "user";
  return [{ type, id: actor.id }, ...(actor.memberOf ?? [])];
}

/** The schema of a grant's subject. */
export const subjectSchema: z.ZodType<Subject> = subject;
