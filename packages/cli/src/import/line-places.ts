import type { IdentifiedChange } from "./import-identity.ts";
import type { KnownPrompt } from "./known-prompts.ts";

/**
 * For each change, how many of its prompt's events in the ledger came before it: those up to its time, and none that a later line of the
 * file has led to. Or that it is imported.
 */
export function placesOf(
  changes: readonly IdentifiedChange[],
  known: ReadonlyMap<string, KnownPrompt>,
): readonly (number | "imported")[] {
  const indexes = new Map([...known].map(([id, events]) => [id, firstIndexes(events)]));
  const limits = new Map<string, number>();
  return changes
    .map((change): number | "imported" => {
      const events = known.get(change.promptId) ?? [];
      return indexes.get(change.promptId)?.has(change.commandId)
        ? "imported"
        : placeByTime(events, change.at);
    })
    .reduceRight<(number | "imported")[]>((places, place, index) => {
      const { promptId, commandId } = changes[index] as IdentifiedChange;
      const limit = limits.get(promptId) ?? Number.POSITIVE_INFINITY;
      if (place === "imported")
        limits.set(promptId, Math.min(limit, indexes.get(promptId)?.get(commandId) ?? limit));
      places[index] = place === "imported" ? place : Math.min(place, limit);
      return places;
    }, []);
}

/** The index of the first event of each command. */
function firstIndexes(events: KnownPrompt): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  for (const [index, { commandId }] of events.entries())
    if (!indexes.has(commandId)) indexes.set(commandId, index);
  return indexes;
}

function placeByTime(events: KnownPrompt, at: number): number {
  const later = events.findIndex((event) => event.at > at);
  return later === -1 ? events.length : later;
}
