import { setTimeout as sleep } from "node:timers/promises";
import { createLedger } from "@promptledger/core";
import { soakHistory, startPostgres } from "@promptledger/test-servers";
import { checkRecords } from "@promptledger/testing/history";
import { expect, it } from "vitest";
import { openStore } from "./open-store.ts";

const program = new URL("./workers/history-process.ts", import.meta.url);
const operations = Number(process.env["HISTORY_OPERATIONS"] ?? 100_000);

it("what many processes did agrees with the log, while servers and processes are killed, stopped and cut off", async () => {
  const server = await startPostgres();
  const { store, pool, close } = await openStore(server.url);
  try {
    const report = await soakHistory({
      storage: "PostgreSQL",
      program,
      args: [server.url],
      operations,
      ledger: createLedger({ store }),
      disturbances: {
        async "server killed"() {
          await server.kill();
          await server.start();
        },
        async "server stopped"() {
          const pid = server.pid();
          if (pid === undefined) return;
          process.kill(pid, "SIGSTOP");
          await sleep(200 + Math.random() * 1500);
          process.kill(pid, "SIGCONT");
        },
        async "connections cut"() {
          await pool.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND random() < 0.5",
          );
        },
      },
      check: checkRecords,
    });
    expect(report.anomalies).toEqual([]);
  } finally {
    await close();
    await server.stop();
  }
}, 3_600_000);
