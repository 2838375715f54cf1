/** Who created something and who changed it last, and when. Times are UTC, in integer milliseconds. */
export interface Authorship {
  /** When it was created. UTC, in integer milliseconds. */
  readonly createdAt: number;
  /** The id of the actor that created it. */
  readonly createdBy: string;
  /** When it was last changed; until then, when it was created. UTC, in integer milliseconds. */
  readonly updatedAt: number;
  /** The id of the actor that made the last change. */
  readonly updatedBy: string;
}
