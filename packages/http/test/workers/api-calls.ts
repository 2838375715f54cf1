/** One request to one of the APIs. */
export interface ApiCall {
  readonly api: "respan" | "orkes";
  readonly method: string;
  /** Follows `/api/prompts`. */
  readonly path: string;
  readonly body?: unknown;
}

/** What it was answered with. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}
