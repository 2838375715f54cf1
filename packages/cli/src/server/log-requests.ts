import type { FetchHandler } from "@promptledger/http";
import type { Output } from "../terminal/terminal.ts";

/** Writes one line for each request: method, path, status, milliseconds. Never a header, body or query, which may contain secrets. */
export function logRequests(handler: FetchHandler, output: Output): FetchHandler {
  return async (request, context) => {
    const started = performance.now();
    const { pathname } = new URL(request.url);
    const response = await handler(request, context);
    const milliseconds = (performance.now() - started).toFixed(1);
    output.write(`${request.method} ${pathname} ${response.status} ${milliseconds} ms\n`);
    return response;
  };
}
