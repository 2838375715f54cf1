/** A difference at one event. */
export interface EventDifference {
  /**
   * - `changed`: the event at the position is not the one that was recorded there.
   * - `missing`: the event that was recorded at the position is gone.
   * - `added`: the event that is at the position now was never recorded.
   * - `cut-off`: the log ends before the position.
   */
  readonly kind: "changed" | "missing" | "added" | "cut-off";
  /** As it was recorded; of an added event, as it is now. */
  readonly position: number;
  /** The id of the event as it is now; null if there is none. */
  readonly eventId: string | null;
  /** Whether a checkpoint proves it. Otherwise only the kept tiles say so, and may have been changed themselves. */
  readonly isProven: boolean;
}

/** An event that is at another place than it was recorded at. */
export interface OrderDifference extends Omit<EventDifference, "kind" | "eventId"> {
  /** The event is all there, at another position. */
  readonly kind: "reordered";
  /** The position where it is now. */
  readonly foundAt: number;
  /** The id of the event. */
  readonly eventId: string;
}

/** Something differs, and nothing is known that says at which event: `after` is a checkpoint that holds, `until` the first that does not. */
export interface BoundedDifference {
  /** At least one event between the bounds was changed, added or taken away. */
  readonly kind: "somewhere";
  /** Every event up to this position is as it was recorded. */
  readonly after: number;
  /** Not every event up to this position is. */
  readonly until: number;
  /** Always: the checkpoint proves it. */
  readonly isProven: true;
}

/** How a log differs from what was recorded. */
export type LogDifference = EventDifference | OrderDifference | BoundedDifference;
