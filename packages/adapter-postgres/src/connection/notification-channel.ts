import type { NotificationChannel } from "@promptledger/core/adapter";
import type { Database } from "./database.ts";

/** How the stores on one schema, in this process and in others, notify each other of new events. */
export function notificationChannelOf(database: Database, channel: string): NotificationChannel {
  return {
    processId: String(Math.random()),
    // A connection that listens serves nothing else, so where there is only one, none listens.
    listen: async (onNotification, onLost) =>
      database.durable && database.connections < 2 ? null : database.listen(channel, onNotification, onLost),
    // A notification may be lost, so it needs no flush of its own.
    notify: (payload) =>
      database.query(
        "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)",
        [channel, payload],
        true,
      ),
  };
}
