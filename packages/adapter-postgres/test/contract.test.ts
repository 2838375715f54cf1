import { eventStoreContract } from "@promptledger/testing";
import { openPGlite, openPostgres } from "./open-storage.ts";

eventStoreContract({ name: "PostgreSQL", open: openPostgres });
// The statements are the same: fewer cases of what is generated.
eventStoreContract({ name: "PGlite", settings: { runs: 20 }, open: openPGlite });
