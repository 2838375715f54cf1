import type { ClauseSettings } from "./clause.ts";

/** The settings of a clause as fast-check takes them. */
export function forProperty(
  settings: ClauseSettings,
  share = 1,
): { readonly numRuns: number; readonly endOnFailure: boolean; readonly seed?: number } {
  const numRuns = Math.max(1, Math.round(settings.runs * share));
  const { seed } = settings;
  // With a given seed a failing case is not shrunk, because shrinking on a real server takes long.
  return seed === undefined ? { numRuns, endOnFailure: false } : { numRuns, endOnFailure: true, seed };
}
