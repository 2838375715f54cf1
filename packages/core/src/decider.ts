import type { Draft } from "immer";
import { current, Immer, isDraft } from "immer";
import type { DetailsByCode, ErrorCode } from "./errors.ts";
import { LedgerError } from "./errors.ts";

/**
 * The rules of one aggregate: which events a command leads to, and how an event changes the state. Both functions are pure.
 * `Context` is what a decision may use in addition to command and state: ids, hashes, the actor.
 */
export interface Decider<Command, State, Event, Context> {
  /** The state before the first event, frozen. */
  readonly initialState: State;
  /** Accepts a command and returns its events, or rejects it. Never throws, and never changes the state. */
  decide(command: Command, state: State, context: Context): Decision<Event>;
  /** Applies one event, as a recipe that changes the draft. It never fails, because events in the log have happened. */
  evolve(draft: Draft<State>, event: Event & EventContext): void;
}

// Freezing a state takes longer than making it. Code that shares a state freezes it.
const { produce } = new Immer({ autoFreeze: false });

/** Folds a slice of a stream onto a state, which does not change. Without events, returns the state itself. */
export function fold<State, Event>(
  { initialState, evolve }: Pick<Decider<never, State, Event, never>, "initialState" | "evolve">,
  state: State,
  events: readonly (Event & EventContext)[],
): State {
  if (events.length === 0) return state;
  // One recipe for the whole slice, because one per event costs five times as much.
  const recipe = (draft: Draft<State>): void => {
    for (const event of events) evolve(draft, event);
  };
  if (state !== initialState) return produce(state, recipe);
  // A stream that begins here needs no draft: its state is new, and nobody else has it.
  const begun = copyOf(state);
  recipe(begun as Draft<State>);
  return begun;
}

/** A deep copy of a state before the first event, which is small. */
function copyOf<State>(state: State): State {
  if (typeof state !== "object" || state === null) return state;
  if (Array.isArray(state)) return state.map(copyOf) as State;
  const copy = { ...state };
  for (const field in copy) copy[field] = copyOf(copy[field]);
  return copy;
}

/** A part of a draft as it is now, for reading. Whatever is read through a draft becomes a draft too, element by element. */
export function plain<Part>(part: Part): Part {
  return isDraft(part) ? (current(part as Draft<Part>) as Part) : part;
}

/** Why a command was rejected. The ledger throws it as a `LedgerError` with the same code. */
export interface Rejection {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field?: string;
  readonly details?: object;
}

/** The result of a command: events, which may be none, or a rejection. */
export type Decision<Event> = { readonly status: "accepted"; readonly events: readonly Event[] } | Rejected;

/** A rejected command. */
export interface Rejected {
  readonly status: "rejected";
  readonly rejection: Rejection;
}

/** Accepts a command with these events. */
export function accept<const Events extends readonly unknown[]>(
  ...events: Events
): { readonly status: "accepted"; readonly events: Events } {
  return { status: "accepted", events };
}

/** Rejects a command. A code with details requires them. */
export function reject<Code extends ErrorCode>(
  code: Code,
  message: string,
  field?: string,
  ...[details]: Code extends keyof DetailsByCode ? [DetailsByCode[Code]] : []
): Rejected {
  const rejection = { code, message, ...(field === undefined ? {} : { field }) };
  return { status: "rejected", rejection: details === undefined ? rejection : { ...rejection, details } };
}

/** Events as one union: `{ type, data }`, from a table of what each type's data is. */
export type EventOf<Table, Type extends keyof Table = keyof Table> = {
  [Name in Type]: { readonly type: Name; readonly data: Table[Name] };
}[Type];

/** Commands as one union: the fields of each, from a table by type, with its `type`. */
export type CommandOf<Table, Type extends keyof Table = keyof Table> = {
  [Name in Type]: { readonly type: Name } & Table[Name];
}[Type];

/** What `evolve` gets with an event's type and data. */
export interface EventContext {
  /** The event's number in its stream. */
  readonly version: number;
  /** When it happened; pending while the store has not recorded it. */
  readonly at: number;
  /** The id of the actor. */
  readonly actor: string;
}

/** The error for a rejection. */
export function rejectionError({ rejection: { code, message, field, details } }: Rejected): LedgerError {
  return new LedgerError(code, message, {
    ...(field === undefined ? {} : { issues: [{ field, message }] }),
    // The type of the details is checked where the command is rejected.
    ...(details === undefined ? {} : { details: details as LedgerError["details"] }),
  });
}
