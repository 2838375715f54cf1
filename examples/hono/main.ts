import { serve } from "@hono/node-server";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import { Hono } from "hono";

// Says who sends a request, and for which tenant; null is answered with 401.
function authenticate({ headers }: Request) {
  return headers.get("authorization") === "Bearer secret"
    ? { tenant: "acme", actor: { id: "service", kind: "admin" as const } }
    : null;
}

const ledger = createLedger({ store: memoryEventStore() });
const respan = respanApi(ledger, { authenticate, onError: console.error });

const app = new Hono();
// The environment has Node's own request, by which a path with a dot segment is refused.
app.all("/respan/*", (context) => respan(context.req.raw, context.env));
serve({ fetch: app.fetch, port: Number(process.env["PORT"] ?? 4000) });
