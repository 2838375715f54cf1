import { ledgerRules } from "@promptledger/testing";
import { openPGlite, openPostgres } from "./open-storage.ts";

ledgerRules({ name: "PostgreSQL", open: openPostgres });
ledgerRules({ name: "PGlite", open: openPGlite });
