import { eventStoreContract } from "@promptledger/testing";
import { openPGlite, openPostgres } from "./open-storage.ts";

// Of what is generated fewer cases than in memory; the soak runs more.
eventStoreContract({ name: "PostgreSQL", settings: { runs: 20 }, open: openPostgres });
eventStoreContract({ name: "PGlite", settings: { runs: 15 }, open: openPGlite });
