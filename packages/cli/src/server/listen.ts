import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { FetchHandler } from "@promptledger/http";
import { CommandError } from "../terminal/command-error.ts";

/** Where to listen. Port 0 takes any free one. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
}

/** A server that accepts requests. */
export interface Listening {
  readonly url: string;
  /** Accepts no new requests, lets those in progress finish, and cuts off what remains after ten seconds. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT = 10_000;
const IDLE_CHECK_INTERVAL = 50;
const MALFORMED = { detail: "The request is not valid HTTP." };
const NO_SNIFFING = { "x-content-type-options": "nosniff" };

/** Serves a handler over HTTP. If the port cannot be used, the error says what to do. */
export async function listen(handler: FetchHandler, options: ListenOptions): Promise<Listening> {
  const errorHandler = (): Response => Response.json(MALFORMED, { status: 400, headers: NO_SNIFFING });
  // The handler also gets `{ incoming, outgoing }`, and so the path as it was sent.
  const listener = getRequestListener(handler, { errorHandler });
  // By itself, Node would answer a request without a host, or with an unknown expectation, with an empty body.
  const server = createServer({ requireHostHeader: false }, listener);
  server.on("checkExpectation", listener);
  server.on("clientError", answerMalformed);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  return { url: urlOf(server, options.host), close: () => close(server) };
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const isAnyAddress = host === "0.0.0.0" || host === "::";
  const name = isAnyAddress ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

async function close(server: Server): Promise<void> {
  // A connection that is kept alive after its last answer would keep the server open until it times out.
  const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_INTERVAL);
  const timeout = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(idleCheck);
  clearTimeout(timeout);
}

function answerMalformed(_error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const body = JSON.stringify(MALFORMED);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function cannotListen(cause: NodeJS.ErrnoException, { host, port }: ListenOptions): CommandError {
  const fail = (code: string, message: string, hint: string): CommandError =>
    new CommandError(code, "unavailable", message, hint, { cause });
  if (cause.code === "EADDRINUSE") {
    const hint = `stop the program that uses it, or choose another port: --port ${port < 65_535 ? port + 1 : 4000}`;
    return fail("port-in-use", `port ${port} on ${host} is in use`, hint);
  }
  const hint =
    cause.code === "EACCES"
      ? "choose a port from 1024 on, for example --port 4000"
      : "use --host 127.0.0.1, or 0.0.0.0 for every address";
  return fail("cannot-listen", `cannot listen on ${host}:${port}: ${cause.message}`, hint);
}
