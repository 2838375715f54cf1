import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testPostgres } from "@promptledger/test-servers";
import { afterAll } from "vitest";
import { realHistoryOn } from "./real-history.ts";

let directory: string | null = null;
afterAll(async () => {
  if (directory !== null) await rm(directory, { recursive: true, force: true });
});

realHistoryOn("PostgreSQL", () => testPostgres().createDatabase());

realHistoryOn("PGlite", async () => {
  directory = await mkdtemp(join(tmpdir(), "real-history-"));
  return `pglite:${join(directory, "data")}`;
});
