/** Options of every command that reads or writes a ledger. */
export interface LedgerOptions {
  readonly store: string;
  readonly tenant: string;
  readonly json: boolean;
  /** A history file to load first. */
  readonly import?: string;
  /** The id of the actor. Default: {@link COMMAND_LINE}. */
  readonly actor?: string;
}

/** The id of the actor of every command that is not given another one. */
export const COMMAND_LINE = "command-line";
