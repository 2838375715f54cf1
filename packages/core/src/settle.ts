/**
 * The time of an event that the store has not recorded yet. Documents are made before their events are recorded, so a time in them
 * may be this one: it stands for the `recordedAt` of the append that carries the document, and {@link settle} fills it in.
 */
export const AT_APPEND = -1;

/** What holds no time of ours: the caller's own values, and lists that may be long. */
const TIMELESS: ReadonlySet<string> = new Set([
  "content",
  "configuration",
  "secrets",
  "numbers",
  "trail",
  "grants",
]);

/** A state with the times filled in that were not known when it was made. Where all of them are known, it is the same object. */
export function settle<State>(state: State, at: number): State {
  if (typeof state !== "object" || state === null) return state;
  if (Array.isArray(state)) {
    const items = state.map((item: unknown) => settle(item, at));
    return items.some((item, index) => item !== state[index]) ? (items as State) : state;
  }
  const given = state as { readonly [field: string]: unknown };
  // The last event is the newest: where its time is known, all are.
  if ((given["lastEventAt"] ?? given["updatedAt"] ?? AT_APPEND) !== AT_APPEND) return state;
  let settled: { [field: string]: unknown } | null = null;
  for (const field in given) {
    const value = given[field];
    const isTime = value === AT_APPEND && field.endsWith("At");
    if (!isTime && (typeof value !== "object" || TIMELESS.has(field))) continue;
    const known = isTime ? at : settle(value, at);
    if (known === value) continue;
    settled ??= { ...given };
    settled[field] = known;
  }
  return (settled ?? state) as State;
}
