import type { Place } from "./stage.ts";

/** What a side's process is started with, as its one argument. */
export interface SideStart extends Place {
  /** The folder of the checkout. */
  readonly root: string;
}

/** The message to a side: make some calls of a round of the scenario with this title. Rounds begin with 0, and each with its call 0. */
export interface Turn {
  readonly title: string;
  readonly round: number;
  /** The first call. */
  readonly from: number;
  readonly calls: number;
}

/** What it answers: how long the calls took, or what went wrong. */
export type TurnAnswer =
  | { readonly status: "measured"; readonly milliseconds: number }
  | { readonly status: "failed"; readonly error: string };
