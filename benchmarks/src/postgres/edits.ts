import { postgresEventStore } from "@promptledger/adapter-postgres";
import { createLedger } from "@promptledger/core";
import { createDatabase, startPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { eventData } from "../peer.ts";
import { report } from "../spread.ts";
import { median } from "../timed.ts";

const EDITS = 10_000;
const WINDOW = 500;
const ALLOWED = 1.5;

/** 10,000 edits of one draft, one after the other: what the last ones cost, to what the first did. With and without prompts kept in memory. */
export async function benchmarkEdits(): Promise<void> {
  const server = await startPostgres();
  try {
    for (const recentPrompts of [0, 256]) {
      const pool = new Pool({ connectionString: await createDatabase(server.url) });
      pool.on("error", () => undefined);
      const store = postgresEventStore({ pool });
      await store.migrate();
      const ledger = createLedger({ store, recentPrompts });
      const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
      const prompt = await acme.prompts.create({ name: "Edited often" });
      await acme.versions.create(prompt, { model: "gpt-4o" });
      // Connections, plans and code are warm after these.
      for (let edit = 0; edit < WINDOW; edit++) await acme.versions.edit(prompt, 1, changes(edit));
      const took: number[] = [];
      for (let edit = 0; edit < EDITS; edit++) {
        const began = performance.now();
        await acme.versions.edit(prompt, 1, changes(WINDOW + edit));
        took.push(performance.now() - began);
      }
      const [first, last] = [took.slice(0, WINDOW), took.slice(-WINDOW)];
      const how = recentPrompts === 0 ? "loaded each time" : "kept in memory";
      report(`PostgreSQL: edits 1 to ${WINDOW} of one draft, ${how}`, first, "ms each", 2);
      report(`PostgreSQL: edits ${EDITS - WINDOW + 1} to ${EDITS}, ${how}`, last, "ms each", 2);
      console.log(`last to first: ${(median(last) / median(first)).toFixed(2)} times (at most ${ALLOWED})\n`);
      await ledger.close();
      await pool.end();
    }
  } finally {
    await server.stop("immediate");
  }
}

function changes(edit: number): { readonly model: string } {
  return eventData(edit).changes as never;
}
