import type { Anomaly, AnomalyKind } from "./anomaly.ts";
import type { Feed } from "./operation.ts";
import type { SentCommand } from "./sent-command.ts";
import type { TenantLog } from "./tenant-log.ts";

/** Checks that a follower saw the log from its beginning: every event once, in order, and none before it was sent. */
export function checkFeed(
  { follower, seen, complete }: Feed,
  { tenant, events }: TenantLog,
  commands: ReadonlyMap<string, SentCommand>,
): readonly Anomaly[] {
  const anomalies: Anomaly[] = [];
  const ids = new Set<string>();
  let before = 0;
  for (const { position, id, at } of seen) {
    const found = (kind: AnomalyKind, actual: unknown, expected: unknown): void => {
      anomalies.push({ kind, tenant, position, message: `as ${follower} saw it`, actual, expected });
    };
    const event = events[position - 1];
    if (ids.has(id)) found("feed-twice", id, "each event once");
    else if (position > before + 1) found("feed-missing", { position, id }, { position: before + 1 });
    else if (position !== before + 1 || event?.id !== id)
      found("feed-order", { position, id }, { position: before + 1, id: events[before]?.id });
    const start = commands.get(event?.commandId ?? "")?.start;
    if (start !== undefined && at < start) found("feed-early", at, start);
    ids.add(id);
    before = Math.max(before, position);
  }
  if (complete && before < events.length) {
    const message = `${follower} has not seen the end of the log`;
    const last = { kind: "feed-missing", tenant, position: before + 1, message } as const;
    anomalies.push({ ...last, actual: before, expected: events.length });
  }
  return anomalies;
}
