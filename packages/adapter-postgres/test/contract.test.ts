import { eventStoreContract } from "@promptledger/testing";
import { openPGlite, openPostgres } from "./open-storage.ts";

eventStoreContract({ name: "PostgreSQL", open: openPostgres });
eventStoreContract({ name: "PGlite", open: openPGlite });
