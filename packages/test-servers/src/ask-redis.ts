import { Redis } from "ioredis";

/** Sends one command to the server on a port of 127.0.0.1, on a connection of its own, and answers what it answered. */
export async function askRedis(port: number, command: string, ...args: readonly string[]): Promise<unknown> {
  const client = new Redis(port, "127.0.0.1", {
    lazyConnect: true,
    connectTimeout: 10_000,
    retryStrategy: () => null,
    // A server that still loads its data answers that itself.
    enableReadyCheck: false,
  });
  // What goes wrong rejects the command; without a listener it would be printed as well.
  client.on("error", () => {});
  try {
    await client.connect();
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}

/** A line of what INFO answers, such as `role`; undefined if there is none of that name. */
export async function redisInfo(port: number, section: string, name: string): Promise<string | undefined> {
  const text = String(await askRedis(port, "info", section));
  return text
    .split("\r\n")
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1);
}
