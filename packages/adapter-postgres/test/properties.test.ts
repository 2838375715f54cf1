import { ledgerProperties } from "@promptledger/testing";
import { openPGlite, openPostgres } from "./open-storage.ts";

// Fewer than in memory, where the same sequences cost a tenth; the soak runs more.
ledgerProperties({ name: "PostgreSQL", runs: 4, report: console.log, open: openPostgres });
ledgerProperties({ name: "PGlite", runs: 2, open: openPGlite });
