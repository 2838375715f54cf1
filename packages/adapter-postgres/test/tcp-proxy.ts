import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** Stands before a PostgreSQL server and cuts connections at a moment that a test chooses. */
export interface TcpProxy {
  /** The URL through it. */
  readonly url: string;
  /** Cuts the next connection on which a store asks something for its host: before the server gets it, or when it has answered. Then all passes again. */
  cutNext(when: "before the request" | "after the answer"): void;
  stop(): Promise<void>;
}

// ReadyForQuery, outside of a transaction: what was asked for is done and committed.
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

// What a store asks for its own sake, beside its host's calls: what its connection is, to notify, to forget.
const ASIDE = ["pg_backend_pid", "pg_notify", "DELETE FROM"];

// A statement begins with Parse or Bind.
function isQuestion(data: Buffer): boolean {
  const isStatement = data[0] === 0x50 || data[0] === 0x42;
  return isStatement && !ASIDE.some((text) => data.includes(text));
}

/** Starts a proxy on a free port. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: "pass" | "before the request" | "after the answer" = "pass";
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let answers = true;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", cut);
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on("data", (data) => {
      if (!isQuestion(data)) {
        upstream.write(data);
        return;
      }
      if (mode === "before the request") {
        mode = "pass";
        return cut();
      }
      if (mode === "after the answer") {
        mode = "pass";
        answers = false;
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (answers) client.write(data);
      else if (data.subarray(-READY.length).equals(READY)) cut();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    cutNext(when) {
      mode = when;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
