import { once } from "node:events";
import { createServer } from "node:net";

// Below the ports that a system gives to outgoing connections: such a one could take the port of a server while it restarts.
const LOWEST = 10_000;
const HIGHEST = 32_000;

/** A port of 127.0.0.1 on which nobody listens; between two calls, or two processes, chance keeps them apart. */
export async function freePort(): Promise<number> {
  const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
  return (await isFree(port)) ? port : freePort();
}

/** How far above its port a node of a Redis Cluster listens for the other nodes. */
const TO_BUS = 10_000;

/** A port of 127.0.0.1 for a node of a Redis Cluster: nobody listens on it, nor 10,000 above it, where the node's bus is. */
export async function freeClusterPort(): Promise<number> {
  const port = LOWEST + Math.floor(Math.random() * (HIGHEST - TO_BUS - LOWEST));
  return (await isFree(port)) && (await isFree(port + TO_BUS)) ? port : freeClusterPort();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return true;
  } catch {
    return false;
  }
}
