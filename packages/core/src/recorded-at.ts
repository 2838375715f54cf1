/**
 * The time of an event that the store has not recorded yet. Documents are made before their events are recorded, so their times may have
 * this value. It stands for the `recordedAt` of the append with the document. `withRecordedAt` fills it in.
 */
export const AT_APPEND = -1;

/** The time that an event has until the store records it: that of an imported one is known. */
export function pendingTime(occurredAt: number | null): number {
  return occurredAt ?? AT_APPEND;
}

/** What holds no time of ours: the caller's own values, and lists that may be long. */
const TIMELESS: ReadonlySet<string> = new Set([
  "content",
  "configuration",
  "secrets",
  "numbers",
  "trail",
  "grants",
]);

/** Fields that are records of states. Their keys come from the caller, and may equal names of ours. */
const RECORDS: ReadonlySet<string> = new Set(["deployments", "models"]);

/** A state with its unknown times filled in. If all times are known, it is the same object. */
export function withRecordedAt<State>(state: State, at: number): State {
  if (typeof state !== "object" || state === null) return state;
  if (Array.isArray(state)) {
    if (state.length === 0) return state;
    const items = state.map((item: unknown) => withRecordedAt(item, at));
    return items.some((item, index) => item !== state[index]) ? (items as State) : state;
  }
  const given = state as Fields;
  return isPending(given) ? (eachFilled(given, at, fieldWithRecordedAt) as State) : state;
}

/**
 * Fills in the unknown times of a state that was parsed just now, so that nobody else has it: it is changed, and not copied.
 * Returns it.
 */
export function fillRecordedAt<State>(state: State, at: number): State {
  if (typeof state !== "object" || state === null) return state;
  const own = state as { [field: string]: unknown };
  if (Array.isArray(state)) for (const item of state) fillRecordedAt(item, at);
  else if (isPending(own))
    for (const field in own) {
      const value = own[field];
      if (typeof value !== "object" || value === null) own[field] = timeOr(value, at, field);
      else if (RECORDS.has(field)) for (const one of Object.values(value)) fillRecordedAt(one, at);
      else if (!TIMELESS.has(field)) fillRecordedAt(value, at);
    }
  return state;
}

type Fields = { readonly [field: string]: unknown };

/** Whether a time may be unknown. The last event is the newest: if its time is known, all times are. */
function isPending({ lastEventAt, updatedAt }: Fields): boolean {
  return (lastEventAt ?? updatedAt ?? AT_APPEND) === AT_APPEND;
}

function timeOr(value: unknown, at: number, field: string): unknown {
  return value === AT_APPEND && field.endsWith("At") ? at : value;
}

function fieldWithRecordedAt(value: unknown, at: number, field: string): unknown {
  if (typeof value !== "object") return timeOr(value, at, field);
  if (value === null || TIMELESS.has(field)) return value;
  return RECORDS.has(field) ? eachWithRecordedAt(value, at) : withRecordedAt(value, at);
}

/** The same object if nothing in it changes. */
function eachFilled(
  given: Fields,
  at: number,
  fill: (value: unknown, at: number, field: string) => unknown,
): Fields {
  let filled: { [field: string]: unknown } | null = null;
  for (const field in given) {
    const value = given[field];
    const known = fill(value, at, field);
    if (known === value) continue;
    filled ??= { ...given };
    filled[field] = known;
  }
  return filled ?? given;
}

/** A state whose times may be left out. */
export type WithoutPendingTimes<State> = {
  readonly [Field in keyof State as Field extends `${string}At` ? never : Field]: State[Field];
} & { readonly [Field in keyof State as Field extends `${string}At` ? Field : never]?: State[Field] };

/** A state as an event holds it: the times that the store has yet to record are left out, for they are the event's own. */
export function withoutPendingTimes<State extends object>(state: State): WithoutPendingTimes<State> {
  const known = Object.entries(state).filter(
    ([field, value]) => value !== AT_APPEND || !field.endsWith("At"),
  );
  return Object.fromEntries(known) as WithoutPendingTimes<State>;
}

/** States by name, each with its times filled in. */
export function eachWithRecordedAt<States>(states: States, at: number): States {
  if (typeof states !== "object" || states === null || Array.isArray(states))
    return withRecordedAt(states, at);
  return eachFilled(states as Fields, at, withRecordedAt) as States;
}
