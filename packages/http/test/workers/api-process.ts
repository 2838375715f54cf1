// A process with a pool, a ledger and both APIs of its own, which sends itself the requests that its parent gives it, all at once.

import { postgresEventStore } from "@promptledger/adapter-postgres";
import { createLedger } from "@promptledger/core";
import { orkesApi, respanApi } from "@promptledger/http";
import { Pool } from "pg";
import type { ApiAnswer, ApiCall } from "./api-calls.ts";

const [, , connectionString = ""] = process.argv;
const pool = new Pool({ connectionString, max: 4 });
const ledger = createLedger({ store: postgresEventStore({ pool }) });
const authenticate = () => ({ tenant: "acme", actor: { id: "jane", kind: "admin" as const } });
const apis = { respan: respanApi(ledger, { authenticate }), orkes: orkesApi(ledger, { authenticate }) };

async function send({ api, method, path, body }: ApiCall): Promise<ApiAnswer> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await apis[api](new Request(`http://localhost/api/prompts${path}`, init));
  return { status: response.status, body: await response.text() };
}

process.on("message", (calls: readonly ApiCall[]) => {
  void Promise.all(calls.map(send)).then((answers) => process.send?.(answers));
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
