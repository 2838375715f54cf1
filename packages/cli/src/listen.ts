import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { Handler } from "./server-routes.ts";

/** Where to listen; port 0 takes any free one. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
}

/** A server that takes requests. */
export interface Listening {
  readonly url: string;
  /** Takes no new requests, lets those under way finish, and ends what is left after ten seconds. */
  close(): Promise<void>;
}

const PATIENCE = 10_000;
const SWEEP = 50;

/** Serves a handler over HTTP. A port that cannot be had is an error that says what to do. */
export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const errorHandler = (): Response =>
    Response.json({ detail: "The request is not valid HTTP." }, { status: 400 });
  // Node would refuse a request without a host by itself, with an empty body; the listener does it with ours.
  const server = createServer({ requireHostHeader: false }, getRequestListener(handler, { errorHandler }));
  server.on("clientError", refuseMalformed);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explained(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  return { url: urlOf(server, options.host), close: () => close(server) };
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

async function close(server: Server): Promise<void> {
  // A connection kept alive after its last answer would hold the server open until it times out.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP);
  const patience = setTimeout(() => server.closeAllConnections(), PATIENCE);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
  clearTimeout(patience);
}

function refuseMalformed(_error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const body = JSON.stringify({ detail: "The request is not valid HTTP." });
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function explained(error: NodeJS.ErrnoException, { host, port }: ListenOptions): CommandError {
  const told: { readonly [code: string]: readonly [message: string, hint: string] } = {
    EADDRINUSE: [
      `port ${port} on ${host} is in use`,
      `stop what runs there, or choose another one: --port ${port < 65_535 ? port + 1 : 4000}`,
    ],
    EACCES: [`port ${port} is not yours to take`, "choose one from 1024 on, for example --port 4000"],
    EADDRNOTAVAIL: [
      `${host} is no address of this machine`,
      "use --host 127.0.0.1, or 0.0.0.0 for every address",
    ],
    ENOTFOUND: [`${host} is no host that can be found`, "use --host 127.0.0.1, or 0.0.0.0 for every address"],
  };
  const [message, hint] = told[error.code ?? ""] ?? [
    `cannot listen on ${host}:${port}: ${error.message}`,
    "try another --port",
  ];
  const code = error.code === "EADDRINUSE" ? "port-in-use" : "cannot-listen";
  return new CommandError({ code, exitCode: EXIT.unavailable, message, hint, cause: error });
}
