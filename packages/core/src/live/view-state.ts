import type { Clock } from "../ports/clock.ts";
import type { LiveChange, LiveListeners } from "./live-events.ts";
import type { LivePrompt, LiveTables } from "./live-tables.ts";
import type { Resolved } from "./resolved.ts";
import { endResolved } from "./resolved.ts";
import type { Standing, ViewStanding } from "./standing.ts";
import { staleSince } from "./standing.ts";

/** What a view shows, and what changes it: whole appends at once, so that nobody ever sees a part of one. */
export interface ViewState {
  tables(): LiveTables;
  /** Puts prompts in their place and moves to a position, then reports what has changed. */
  apply(prompts: ReadonlyMap<string, LivePrompt | null>, position: number): void;
  /** Shows other tables, loaded again at a time, and reports what is different in them. */
  restart(tables: LiveTables, position: number, at: number): void;
}

/** What {@link viewState} works with. */
export interface ViewStateOptions {
  readonly clock: Pick<Clock, "now">;
  readonly standing: ViewStanding;
  readonly listeners: Pick<LiveListeners, "emit">;
  /** Called when the view has moved to a position, before any listener is called. */
  moved(position: number): void;
}

/** Creates the state of a view. */
export function viewState(
  first: LiveTables,
  { clock, standing, listeners, moved }: ViewStateOptions,
): ViewState {
  let tables = first;

  function changed(
    before: LivePrompt | undefined,
    after: LivePrompt | null | undefined,
    position: number,
  ): readonly LiveChange[] {
    const last = staleSince(clock, standing.position, clock.now());
    const had = liveOf(before);
    const has = liveOf(after);
    endOthers(
      [...had.values(), ...(before?.versions?.values() ?? [])],
      new Set([...has.values(), ...(after?.versions?.values() ?? [])]),
      last,
    );
    return [...new Set([...had.keys(), ...has.keys()])].flatMap((environment) => {
      const [from = null, to = null] = [had.get(environment), has.get(environment)];
      return from === to ? [] : [Object.freeze({ environment, from, to, position })];
    });
  }

  function emit(changes: readonly LiveChange[]): void {
    for (const change of changes) listeners.emit("change", change);
  }

  return {
    tables: () => tables,
    apply(prompts, position) {
      const changes = [...prompts].flatMap(([id, after]) => changed(tables.byId.get(id), after, position));
      tables.replace(prompts);
      standing.reach(position);
      moved(position);
      emit(changes);
    },
    restart(next, position, at) {
      const ids = new Set([...tables.byId.keys(), ...next.byId.keys()]);
      const changes = [...ids].flatMap((id) => changed(tables.byId.get(id), next.byId.get(id), position));
      tables = next;
      standing.restart(position, at);
      moved(position);
      // What is live as before, under other objects, is no change.
      emit(changes.filter(({ from, to }) => !isSame(from, to)));
    },
  };
}

function liveOf(prompt: LivePrompt | null | undefined): ReadonlyMap<string, Resolved> {
  const live = new Map<string, Resolved>();
  for (const { environment, resolved } of prompt?.deployments ?? [])
    if (resolved !== null) live.set(environment, resolved);
  return live;
}

function endOthers(before: readonly Resolved[], kept: ReadonlySet<Resolved>, last: Standing): void {
  for (const one of before) if (!kept.has(one)) endResolved(one, last);
}

function isSame(from: Resolved | null, to: Resolved | null): boolean {
  if (from === null || to === null) return from === to;
  return (
    from.slug === to.slug &&
    from.number === to.number &&
    from.revision === to.revision &&
    from.contentHash === to.contentHash &&
    from.deployedAt === to.deployedAt
  );
}
