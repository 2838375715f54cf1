import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { NoAnswer } from "./answer-text.ts";
import type { LookupAll } from "./checked-lookup.ts";
import { checkedLookup, checkHost } from "./checked-lookup.ts";

/** How names are resolved, and which addresses may be called. */
export interface PinnedFetchOptions {
  readonly lookup: LookupAll;
  readonly isAllowed: (address: string) => boolean;
}

/**
 * A fetch that checks where it connects to. For each call it resolves the name once, checks the addresses that it found, and connects to those
 * on a new connection. It follows no redirects, because the request contains the key: they are answers like others. The runtime's own fetch has
 * no option for this.
 */
export function pinnedFetch({ lookup, isAllowed }: PinnedFetchOptions): typeof fetch {
  return async (input, { method = "GET", headers, body, signal } = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    checkHost(url, isAllowed);
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      // A connection that is kept for later calls would go to an address of an earlier check.
      agent: false,
      lookup: checkedLookup(lookup, isAllowed),
      ...(signal ? { signal } : {}),
    });
    // An error after the answer has begun also fails its body.
    request.on("error", () => undefined);
    request.end(typeof body === "string" ? body : undefined);
    const [message] = (await once(request, "response")) as [IncomingMessage];
    return responseOf(message);
  };
}

function responseOf(message: IncomingMessage): Response {
  const { statusCode: status = 0, headers } = message;
  if (status < 200 || status > 599) {
    message.destroy();
    throw new NoAnswer("its answer cannot be read");
  }
  const type = headers["content-type"];
  const hasBody = ![204, 205, 304].includes(status);
  if (!hasBody) message.resume();
  return new Response(hasBody ? (Readable.toWeb(message) as ReadableStream) : null, {
    status,
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
  });
}
