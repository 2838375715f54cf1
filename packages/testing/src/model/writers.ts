import type { Actor, Subject } from "@promptledger/core";

/** An actor that writes, and the environment of its session. */
export interface Writer {
  /** Who makes the calls. */
  readonly actor: Actor;
  /** The default environment of the calls. */
  readonly environment: string;
}

/** A trusted writer, who is never refused with `forbidden`. */
export const TRUSTED_WRITER: Writer = {
  actor: { id: "jane", email: "jane@acme.test" },
  environment: "production",
};

/** The writers that need grants. */
export const GRANTED_WRITERS: readonly [Writer, ...Writer[]] = [
  { actor: { id: "ursula", kind: "user" }, environment: "production" },
  { actor: { id: "bot", kind: "application" }, environment: "production" },
];

/** All writers: trusted ones in two environments, then those that need grants. */
export const WRITERS: readonly Writer[] = [
  TRUSTED_WRITER,
  { actor: { id: "sam" }, environment: "staging" },
  { actor: { id: "root", kind: "admin" }, environment: "production" },
  ...GRANTED_WRITERS,
];

/** The subject that grants name an actor by; null for trusted actors, who need no grants. */
export function subjectOf({ id, kind }: Actor): Subject | null {
  return kind === "user" || kind === "application" ? { type: kind, id } : null;
}
