import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import { toNodeHandler } from "@promptledger/http/node";
import express from "express";

// Says who sends a request, and for which tenant; null is answered with 401.
function authenticate({ headers }: Request) {
  return headers.get("authorization") === "Bearer secret"
    ? { tenant: "acme", actor: { id: "service", kind: "admin" as const } }
    : null;
}

const ledger = createLedger({ store: memoryEventStore() });
const respan = respanApi(ledger, { authenticate, onError: console.error });

const app = express();
// Before express.json(): a body can be read once only.
app.use("/respan", toNodeHandler(respan));
app.use(express.json());
app.get("/greeting", async (_request, response) => {
  const live = await ledger.as({ tenant: "acme", actor: { id: "host" } }).resolve("greeting");
  response.json(live.render({ name: "Ann" }).messages);
});
app.listen(Number(process.env["PORT"] ?? 4000));
