import type { NotificationChannel, TimeLimit } from "@promptledger/core/adapter";
import { TimedOut, withinTime } from "@promptledger/core/adapter";
import type { Redis } from "ioredis";
import type { Effect } from "./errors.ts";
import { isRefusal, ledgerError, NotConnected } from "./errors.ts";
import type { RedisClient } from "./own-client.ts";
import { newSubscriber, ownClient, serversOf, whenReady } from "./own-client.ts";
import type { Script } from "./scripts.ts";

/** An argument of a script or of a command. */
export type Argument = string | number | Buffer;

/** The store's own connections, made after the host's client. */
export interface Connection {
  /** Runs a script on the node that has its keys; throws errors of the ledger. */
  run(script: Script, keys: readonly string[], args: readonly Argument[], effect: Effect): Promise<unknown>;
  /**
   * Runs a script that may be repeated, and on the same connection waits until so many replicas have all that was written before; answers
   * what the script did, and how many have it.
   */
  runAndWait(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    replicas: number,
    milliseconds: number,
  ): Promise<readonly [answer: unknown, replicas: number]>;
  /** Runs one command with a key. */
  command(name: string, key: string, args: readonly Argument[], effect: Effect): Promise<unknown>;
  /** Runs one command without a key on each server; of a cluster, a node that cannot be reached is left out. */
  ask(name: string, args: readonly string[]): Promise<readonly Asked[]>;
  readonly isCluster: boolean;
  /** Calls back each time a connection was lost, or a node joined the cluster. */
  onLoss(lost: () => void): void;
  notificationChannel(channel: string): NotificationChannel;
  close(): Promise<void>;
}

/** What a server answered, or why it refused. */
export interface Asked {
  readonly server: string;
  readonly answer: unknown;
  readonly error: unknown;
}

/** How often a node is looked for that has the keys of a script. */
const ATTEMPTS = 5;

/**
 * Connections that never send twice what they have sent once. ioredis would: one server's client repeats, after it has reconnected,
 * what it got no answer to, and that of a cluster tries another node. Here both refuse instead, and the outcome is unknown. A connection on
 * which a call gets no answer in time is closed and opened again.
 *
 * `admit` is asked right before each write, on the connection that it is sent on: null to send it, or what to wait for.
 */
export function connect(
  client: RedisClient,
  limit: TimeLimit,
  admit: () => Promise<boolean> | null,
): Connection {
  const isCluster = client.isCluster;
  let own: RedisClient | null = null;
  let ended = false;
  const losses = new Set<() => void>();
  const subscribers = new Set<Redis>();

  function open(): RedisClient {
    if (own !== null) return own;
    own = ownClient(client);
    // Calls report their own errors; without a listener an error would end the process.
    own.on("error", () => undefined);
    for (const event of ["close", "-node", "+node"]) {
      own.on(event, () => {
        for (const lost of losses) lost();
      });
    }
    return own;
  }

  /** The next call opens another connection. */
  function close(used: RedisClient): void {
    if (own === used) own = null;
    used.disconnect();
  }

  async function ready(): Promise<RedisClient> {
    const used = open();
    if (used.status === "ready") return used;
    try {
      await withinTime(
        limit,
        whenReady(used, () => ended),
      );
    } catch (error) {
      throw new NotConnected(error);
    }
    return used;
  }

  async function translated<T>(
    effect: Effect,
    work: (used: RedisClient) => Promise<T>,
    asks = effect === "writes",
  ): Promise<T> {
    try {
      for (;;) {
        const used = own?.status === "ready" ? own : await ready();
        const admission = asks ? admit() : null;
        if (admission === null || (await admission))
          return await withinTime(limit, work(used)).catch((error: unknown) => {
            // Whatever else was sent on it would get no answer either.
            if (error instanceof TimedOut) close(used);
            throw error;
          });
      }
    } catch (error) {
      throw ledgerError(error, effect);
    }
  }

  return {
    isCluster,
    run: (script, keys, args, effect) =>
      translated(effect, (used) => {
        const rest = [keys.length, ...keys, ...args];
        return used.call("evalsha", [script.sha, ...rest]).catch((error: unknown) => {
          if (!isRefusal(error) || !String(error).includes("NOSCRIPT")) throw error;
          return used.call("eval", [script.text, ...rest]);
        });
      }),
    // What it confirms was written before, so it is not refused.
    runAndWait: (script, keys, args, replicas, milliseconds) => {
      const rest = [keys.length, ...keys, ...args];
      const work = async (used: RedisClient): Promise<readonly [unknown, number]> => {
        for (let attempt = 1; ; attempt++) {
          const [ran, waited] =
            (await used
              .pipeline([
                ["evalsha", script.sha, ...rest],
                ["wait", replicas, milliseconds],
              ])
              .exec()) ?? [];
          const error = ran?.[0] ?? waited?.[0] ?? null;
          if (error === null) return [ran?.[1], Number(waited?.[1])];
          if (!isRefusal(error) || attempt === ATTEMPTS) throw error;
          // Loads the script where it is not known, and lets the client of a cluster find the node that has the keys now.
          await used.call("eval", [script.text, ...rest]);
        }
      };
      return translated("writes", work, false);
    },
    command: (name, key, args, effect) => translated(effect, (used) => used.call(name, [key, ...args])),
    ask: (name, args) =>
      translated("reads", async (used) => {
        const asked = serversOf(used).map(async (server): Promise<Asked> => {
          const { host, port } = server.options;
          const place = `${host}:${port}`;
          return server.call(name, [...args]).then(
            (answer) => ({ server: place, answer, error: null }),
            (error: unknown) => ({ server: place, answer: null, error }),
          );
        });
        const all = await Promise.all(asked);
        // One that cannot be reached acknowledges nothing either, and when it comes back it is asked again.
        const reached = all.filter(({ error }) => error === null || isRefusal(error));
        if (reached.length === 0)
          throw all[0]?.error ?? new NotConnected(new Error("no server is connected"));
        return reached;
      }),
    onLoss: (lost) => void losses.add(lost),
    notificationChannel: (channel) => ({
      processId: `${process.pid}-${Math.random()}`,
      notify: (payload) => translated("reads", (used) => used.publish(channel, payload)),
      async listen(received, lost) {
        await ready();
        // A subscriber of its own, also in a cluster: what is published on one node reaches all.
        const subscriber = await newSubscriber(open(), limit);
        subscribers.add(subscriber);
        const stop = async (): Promise<void> => {
          subscribers.delete(subscriber);
          subscriber.disconnect();
        };
        subscriber.once("close", () => {
          if (!subscribers.has(subscriber)) return;
          void stop();
          lost();
        });
        subscriber.on("message", (_channel: string, payload: string) => received(payload));
        await withinTime(limit, subscriber.subscribe(channel));
        return { stop };
      },
    }),
    async close() {
      ended = true;
      for (const subscriber of subscribers) subscriber.disconnect();
      subscribers.clear();
      own?.disconnect();
    },
  };
}
