import type { Decider, EventContext } from "../src/decider.ts";
import { fold } from "../src/decider.ts";

/** These events as a store has recorded them: each one second after the one before it, and by an actor of its own. */
export function happened<Event>(events: readonly Event[]): readonly (Event & EventContext)[] {
  return events.map((event, index) => ({
    ...event,
    version: index + 1,
    at: (index + 1) * 1000,
    actor: `actor ${index + 1}`,
  }));
}

/** The state after these events, folded at once. */
export function stateAfter<State, Event>(
  decider: Pick<Decider<never, State, Event, never>, "evolve" | "initialState">,
  events: readonly Event[],
): State {
  return fold(decider, decider.initialState, happened(events));
}
