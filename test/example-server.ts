import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** A server of an example that accepts requests. */
export interface ExampleServer {
  /** Sends a request as the one sender that the examples know, unless `headers` says otherwise. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): void;
}

const SENDER = { authorization: "Bearer secret" };

/** Starts a program that listens at `PORT`, and waits until it answers. */
export async function exampleServer(
  folder: string,
  program: string,
  ...args: readonly string[]
): Promise<ExampleServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), NODE_ENV: "production" },
  });
  let output = "";
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  child.once("exit", () => (ended = true));
  const send: ExampleServer["send"] = (method, path, body, headers = SENDER) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const init = { method, headers: { ...headers, "content-type": "application/json" }, ...content };
    return fetch(`http://127.0.0.1:${port}${path}`, init);
  };
  while (!ended) {
    try {
      await send("GET", "/respan/api/prompts/");
      return { send, stop: () => void child.kill() };
    } catch {
      // It does not listen yet; a connection that is refused takes no time, so others get a turn.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`the example ended before it answered:\n${output}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
