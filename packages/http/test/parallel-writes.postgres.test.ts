import { postgresEventStore } from "@promptledger/adapter-postgres";
import { testPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SendAll } from "./parallel-writes.ts";
import { checkDeployments, checkIncrements } from "./parallel-writes.ts";
import type { ApiProcess } from "./workers/start-api-processes.ts";
import { startApiProcesses } from "./workers/start-api-processes.ts";

let processes: readonly ApiProcess[];

beforeAll(async () => {
  const connectionString = await testPostgres().createDatabase();
  const pool = new Pool({ connectionString, max: 1 });
  const store = postgresEventStore({ pool });
  await store.migrate();
  await store.close();
  await pool.end();
  processes = await startApiProcesses(connectionString, 2);
});

afterAll(async () => {
  await Promise.all((processes ?? []).map((process) => process.end()));
});

/** Half of the requests through each process. */
const sendAll: SendAll = async (calls) => {
  const halves = processes.map((_, index) => calls.filter((_call, position) => position % 2 === index));
  const answers = await Promise.all(processes.map((process, index) => process.send(halves[index] ?? [])));
  return calls.flatMap((_, position) => answers[position % 2]?.[Math.floor(position / 2)] ?? []);
};

test("100 parallel autoIncrement posts to one name from two processes give 100 consecutive versions and no error", async () => {
  await checkIncrements(sendAll);
  expect.hasAssertions();
});

test("100 parallel commits and deployments from two processes never leave two live versions", async () => {
  await checkDeployments(sendAll);
  expect.hasAssertions();
});
