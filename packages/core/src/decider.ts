import type { ErrorCode } from "./errors.ts";

/** Why a command was refused; the ledger throws it as a `LedgerError` with the same code. */
export interface Rejection {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field?: string;
}

/** What a command leads to: events, of which none means that it changes nothing, or a rejection. */
export type Decision<Event> =
  | { readonly status: "accepted"; readonly events: readonly Event[] }
  | { readonly status: "rejected"; readonly rejection: Rejection };

/** Accepts a command with these events. */
export function accept<const Events extends readonly unknown[]>(
  ...events: Events
): { readonly status: "accepted"; readonly events: Events } {
  return { status: "accepted", events };
}

/** Refuses a command. */
export function reject(
  code: ErrorCode,
  message: string,
  field?: string,
): { readonly status: "rejected"; readonly rejection: Rejection } {
  return {
    status: "rejected",
    rejection: field === undefined ? { code, message } : { code, message, field },
  };
}

/** What `evolve` is told of an event beside its type and data. */
export interface Circumstances {
  /** The event's number in its stream. */
  readonly version: number;
  /** When it happened; {@link AT_APPEND} while the store has not recorded it. */
  readonly at: number;
  readonly actor: string;
}

/**
 * The time of an event that the store has not recorded yet. Documents are made before their events are recorded, so a time in them
 * may be this one: it stands for the `recordedAt` of the append that carries the document, and `settleDocument` fills it in.
 */
export const AT_APPEND = -1;
