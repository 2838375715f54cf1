import type { Actor } from "../access/actor.ts";

/** Whose call it is. */
export interface Session {
  readonly tenant: string;
  readonly actor: Actor;
  /** What `deploy`, `resolve` and a prompt's `live` stand for where none is named. */
  readonly environment: string;
}
