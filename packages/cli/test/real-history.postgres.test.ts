import { PGlite } from "@electric-sql/pglite";
import { postgresEventStore } from "@promptledger/adapter-postgres";
import { testPostgres } from "@promptledger/test-servers";
import { onUrl, realHistoryOn } from "./real-history.ts";

realHistoryOn(
  "PostgreSQL",
  onUrl(() => testPostgres().createDatabase()),
);

// In memory, because a directory takes many times as long.
realHistoryOn("PGlite", async (work) => {
  const pglite = new PGlite();
  const store = postgresEventStore({ pglite });
  try {
    await store.migrate();
    await work(store);
  } finally {
    await store.close();
    await pglite.close();
  }
});
