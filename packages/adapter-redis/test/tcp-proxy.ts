import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** Stands before a Redis server and cuts a connection at a moment that a test chooses. */
export interface TcpProxy {
  /** The URL through it. */
  readonly url: string;
  /** Cuts the next connection on which a script is run: before the server gets it, or when it has answered. Then all passes again. */
  cutNext(when: "before the request" | "after the answer"): void;
  stop(): Promise<void>;
}

/** Starts a proxy on a free port. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: "pass" | "before the request" | "after the answer" = "pass";
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    let isAnswering = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on("data", (data) => {
      if (mode !== "pass" && /\r\neval(?:sha)?\r\n/iu.test(data.toString("latin1"))) {
        if (mode === "before the request") {
          mode = "pass";
          return cut();
        }
        mode = "pass";
        isAnswering = true;
      }
      server.write(data);
    });
    server.on("data", (data) => {
      if (isAnswering) return cut();
      client.write(data);
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cutNext(when) {
      mode = when;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
