import type { EventStore } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { expect } from "vitest";
import type { Acknowledgement, SeenEvent } from "./worker-message.ts";

/** All events of a tenant's log. */
export async function logOf(store: EventStore, tenant: string): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readLog(tenant, { after: 0 })) events.push(event);
  return events;
}

/** Checks that the log has no gaps and no duplicates, and that it has exactly the acknowledged commands, at their positions. */
export function checkHistory(
  log: readonly RecordedEvent[],
  acknowledgements: readonly Acknowledgement[],
): void {
  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  const versions = new Map<string, number>();
  for (const { stream, version } of log) {
    expect(version, stream).toBe((versions.get(stream) ?? 0) + 1);
    versions.set(stream, version);
  }
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
  const found = new Map<string, { position: number; versions: { stream: string; version: number }[] }>();
  for (const { metadata, position, stream, version } of log) {
    const { commandId } = JSON.parse(metadata);
    const command = found.get(commandId) ?? { position, versions: [] };
    command.versions.push({ stream, version });
    found.set(commandId, { ...command, position });
  }
  expect(new Set(acknowledgements.map(({ command }) => command)).size).toBe(acknowledgements.length);
  for (const { command, ...acknowledged } of acknowledgements)
    expect(found.get(command), command).toEqual(acknowledged);
  expect(found.size).toBe(acknowledgements.length);
}

/** Checks that a follower has seen the whole log in order, each event once. */
export function checkSeen(log: readonly RecordedEvent[], seen: readonly SeenEvent[]): void {
  expect(seen).toEqual(log.map(({ position, id }) => ({ position, id })));
}
