import { createServer } from "node:http";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import { toNodeHandler } from "@promptledger/http/node";

// Says who sends a request, and for which tenant; null is answered with 401.
function authenticate({ headers }: Request) {
  return headers.get("authorization") === "Bearer secret"
    ? { tenant: "acme", actor: { id: "service", kind: "admin" as const } }
    : null;
}

const ledger = createLedger({ store: memoryEventStore() });
const respan = respanApi(ledger, { authenticate, onError: console.error });

const server = createServer(toNodeHandler(respan));
server.listen(Number(process.env["PORT"] ?? 4000));
