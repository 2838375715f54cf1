import { createServer } from "node:http";
import { PGlite } from "@electric-sql/pglite";
import { postgresEventStore } from "@promptledger/adapter-postgres";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import { toNodeHandler } from "@promptledger/http/node";

// Says who sends a request, and for which tenant; null is answered with 401.
function authenticate({ headers }: Request) {
  return headers.get("authorization") === "Bearer secret"
    ? { tenant: "acme", actor: { id: "service", kind: "admin" as const } }
    : null;
}

const pglite = await PGlite.create();
const store = postgresEventStore({ pglite });
await store.migrate();
await pglite.query("CREATE TABLE campaigns (name text PRIMARY KEY, prompt text NOT NULL)");
const ledger = createLedger({ store });
const acme = ledger.as({ tenant: "acme", actor: { id: "campaigns" } });

/** Creates a campaign in the host's table and its prompt in the ledger: both, or neither. */
async function createCampaign(name: string): Promise<string> {
  return pglite.transaction(async (transaction) => {
    const prompt = await acme.within(transaction).prompts.create({ name });
    await transaction.query("INSERT INTO campaigns VALUES ($1, $2)", [name, prompt.id]);
    return prompt.id;
  });
}

const respan = toNodeHandler(respanApi(ledger, { authenticate, onError: console.error }));

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (pathname !== "/campaigns") return respan(request, response);
  const created = await createCampaign(searchParams.get("name") ?? "").catch(() => null);
  response.statusCode = created === null ? 409 : 201;
  response.end(JSON.stringify({ prompt: created }));
});
server.listen(Number(process.env["PORT"] ?? 4000));
