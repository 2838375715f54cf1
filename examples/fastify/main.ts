import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import { toNodeHandler } from "@promptledger/http/node";
import fastify from "fastify";

// Says who sends a request, and for which tenant; null is answered with 401.
function authenticate({ headers }: Request) {
  return headers.get("authorization") === "Bearer secret"
    ? { tenant: "acme", actor: { id: "service", kind: "admin" as const } }
    : null;
}

const ledger = createLedger({ store: memoryEventStore() });
const respan = respanApi(ledger, { authenticate, onError: console.error });

const app = fastify();
// In onRequest, which comes before Fastify reads the body.
app.all("/respan/*", { onRequest: toNodeHandler(respan) }, async () => undefined);
await app.listen({ port: Number(process.env["PORT"] ?? 4000) });
