import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";

// Says who sends a request, and for which tenant; null is answered with 401.
function authenticate({ headers }: Request) {
  return headers.get("authorization") === "Bearer secret"
    ? { tenant: "acme", actor: { id: "service", kind: "admin" as const } }
    : null;
}

const ledger = createLedger({ store: memoryEventStore() });
const respan = respanApi(ledger, { authenticate, onError: console.error });

// Only the request is passed: the second argument of a route handler has its parameters.
const handler = (request: Request): Promise<Response> => respan(request);

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
