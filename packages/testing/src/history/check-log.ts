import type { Anomaly, AnomalyKind } from "./anomaly.ts";
import type { TenantLog } from "./tenant-log.ts";

/** Checks a log by itself: positions without gaps, ids used once, streams in order, and times that never go back. */
export function checkLog({ tenant, events }: TenantLog): readonly Anomaly[] {
  const anomalies: Anomaly[] = [];
  const ids = new Set<string>();
  const versions = new Map<string, number>();
  let recordedAt = 0;
  for (const [index, event] of events.entries()) {
    const { position } = event;
    const found = (kind: AnomalyKind, message: string, actual: unknown, expected: unknown): void => {
      anomalies.push({ kind, tenant, position, message, actual, expected });
    };
    if (position !== index + 1) found("position-gap", "the positions are 1, 2, 3, ...", position, index + 1);
    if (ids.has(event.id)) found("event-id-twice", "an event id is used once", event.id, "another id");
    ids.add(event.id);
    const version = (versions.get(event.stream) ?? 0) + 1;
    if (event.version !== version) found("version-gap", `${event.stream} has no gap`, event.version, version);
    versions.set(event.stream, event.version);
    if (event.recordedAt < recordedAt)
      found("time-goes-back", "recordedAt never goes back", event.recordedAt, recordedAt);
    recordedAt = Math.max(recordedAt, event.recordedAt);
  }
  return anomalies;
}
