/** What can happen in every stream, by the type of the event. */
export interface RedactionEvents {
  /**
   * Texts of an earlier event of the same stream were replaced, because they had to go. The hashes say what the texts were, so that the log can
   * still be verified. It changes nothing else.
   */
  readonly EventRedacted: {
    /** The position of the event whose texts were replaced. */
    readonly position: number;
    /** The id of that event. */
    readonly eventId: string;
    /** The SHA-256 of the `data` that was stored first, in lower-case hexadecimal. Absent if that was never replaced. */
    readonly dataHash?: string;
    /** The SHA-256 of the `metadata` that was stored first. Absent if that was never replaced. */
    readonly metadataHash?: string;
  };
}
