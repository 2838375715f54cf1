import type { Token } from "./engine.ts";

/** A token, and where it begins in the text. */
export interface PlacedToken extends Token {
  readonly offset: number;
}

/** What is wrong with a text, and where. */
export class FlawError extends Error {
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.name = "FlawError";
    this.offset = offset;
  }
}

/** Whether a token opens or closes a tag. */
export function isTagEdge({ type }: Token): boolean {
  return /^(?:Open|Close)(?:Statement|Expression)$/u.test(type);
}
