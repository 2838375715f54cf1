import { startPostgres } from "@promptledger/test-servers";
import { tamper } from "@promptledger/testing";
import { Client } from "pg";
import { it } from "vitest";
import { openStore } from "./open-store.ts";

const runs = Number(process.env["TAMPERING_RUNS"] ?? 1000);
const COLUMNS =
  "position, version, schema_version, recorded_at, occurred_at, tenant, stream, id, type, data, metadata";

it("every manipulation by a superuser, with triggers off, is found, and so is a changed live pointer", async () => {
  const server = await startPostgres();
  const { store, pool, close } = await openStore(server.url);
  try {
    const attacked = {
      store,
      tenant: "acme",
      async replaceLog(events: readonly object[]) {
        const client = new Client({ connectionString: server.url });
        await client.connect();
        await client.query("SET session_replication_role = replica");
        await client.query("BEGIN");
        await client.query("DELETE FROM promptledger.events WHERE tenant = 'acme'");
        await client.query(
          `INSERT INTO promptledger.events (${COLUMNS})
          SELECT position, version, "schemaVersion", "recordedAt", "occurredAt", tenant, stream, id, type, data, metadata
          FROM json_to_recordset($1::text::json) AS e (position bigint, version bigint, "schemaVersion" bigint, "recordedAt" bigint,
            "occurredAt" bigint, tenant text, stream text, id text, type text, data text, metadata text)`,
          [JSON.stringify(events)],
        );
        await client.query("COMMIT");
        await client.end();
      },
      async changeLivePointer(id: string) {
        const { rowCount } = await pool.query(
          `UPDATE promptledger.deployments SET body = replace(body::text, '"number":1,', '"number":2,') WHERE prompt_id = $1`,
          [id],
        );
        if (rowCount !== 1) throw new Error("there is one deployment");
      },
    };
    await tamper(attacked, runs);
  } finally {
    await close();
    await server.stop();
  }
}, 3_600_000);
