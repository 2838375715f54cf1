import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** What a proxy has to recognize in a server's protocol. */
export interface ProxiedProtocol {
  /** Whether this data is a request that a store makes on behalf of its host. */
  isRequest(data: Buffer): boolean;
  /** Whether this data completes the answer to a request. */
  completesAnswer(data: Buffer): boolean;
}

/** A proxy in front of a server. It cuts connections when a test tells it to. */
export interface TcpProxy {
  /** The URL through the proxy. */
  readonly url: string;
  /** Cuts the next connection that makes a request: before the server receives it, or once it has answered. Other connections continue. */
  cutNext(when: "before the request" | "after the answer"): void;
  stop(): Promise<void>;
}

/** Starts a proxy in front of the server of a URL, on a free port. */
export async function startTcpProxy(target: string, protocol: ProxiedProtocol): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let next: "pass" | "before the request" | "after the answer" = "pass";
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    let cutsAfterAnswer = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", cut);
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on("data", (data) => {
      const when = next !== "pass" && protocol.isRequest(data) ? next : "pass";
      if (when !== "pass") next = "pass";
      if (when === "before the request") return cut();
      if (when === "after the answer") cutsAfterAnswer = true;
      server.write(data);
    });
    server.on("data", (data) => {
      if (!cutsAfterAnswer) client.write(data);
      else if (protocol.completesAnswer(data)) cut();
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const url = new URL(target);
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    url: url.href,
    cutNext(when) {
      next = when;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
