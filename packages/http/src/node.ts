import { getRequestListener } from "@hono/node-server";

/** Node's request: what of `IncomingMessage` is read. Express adds `originalUrl`. */
export interface NodeRequest {
  /** The target of the request line. Express and Connect cut off the path of a mount. */
  readonly url?: string | undefined;
  /** As the client sent it, e.g. `POST`. */
  readonly method?: string | undefined;
  /** The whole target of the request line, where `url` is cut. */
  readonly originalUrl?: string;
}

/** What an API's handler gets beside the request, and passes on to `authenticate`. */
export interface NodeContext<Incoming = NodeRequest> {
  /** Node's own request, or that of the framework, with what other middleware has added to it, such as a user. */
  readonly incoming: Incoming;
  /** Node's own response. */
  readonly outgoing: unknown;
}

/**
 * Answers a request of Node, Express or Fastify: takes Node's request and response, or Fastify's, which have Node's as `raw`. Resolves once the
 * answer has been handed over; it does not reject.
 */
export type NodeHandler = (incoming: object, outgoing: object) => Promise<void>;

/**
 * An API as a handler of Node's `http` server, of Express or of Fastify. It streams bodies, aborts the request's signal when the client
 * disconnects, and passes `{ incoming, outgoing }` as the context, so that paths with a dot segment are refused and mounts keep their prefix.
 * It must come before whatever reads bodies, such as `express.json()`.
 */
export function toNodeHandler<Incoming = NodeRequest>(
  handler: (request: Request, context: NodeContext<Incoming>) => Promise<Response>,
): NodeHandler {
  const listener = getRequestListener((request, context) => handler(request, context as never), {
    // The globals belong to the host.
    overrideGlobalObjects: false,
    errorHandler: () => Response.json({ detail: "The request is not valid HTTP." }, { status: 400 }),
  });
  return async (incoming, outgoing) => {
    if (!isOfFastify(outgoing)) return listener(incoming as never, outgoing as never);
    // Tells Fastify that it is answered already.
    outgoing.hijack();
    await listener((incoming as { readonly raw: object }).raw as never, outgoing.raw as never);
  };
}

function isOfFastify(outgoing: object): outgoing is { readonly raw: object; hijack(): void } {
  return "raw" in outgoing && "hijack" in outgoing;
}
