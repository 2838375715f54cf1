import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

/** A server of a Fetch handler on a free port of this machine. */
export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves a Fetch handler over HTTP. */
export async function serve(handle: (request: Request) => Promise<Response>): Promise<Served> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/", headers } = incoming;
    const init = { method, headers: headers as Record<string, string> };
    const hasBody = method !== "GET" && method !== "HEAD";
    const response = await handle(
      new Request(`http://${headers.host}${url}`, hasBody ? { ...init, body: Buffer.concat(chunks) } : init),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Runs a shell command that is one `curl`; answers the status and the body. */
export async function runCurl(command: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const quiet = command.replace(/^curl /u, "curl --silent --show-error --write-out '\\n%{http_code}' ");
  const { stdout } = await promisify(execFile)("sh", ["-c", quiet]);
  const end = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(end + 1)), body: JSON.parse(stdout.slice(0, end)) };
}
