import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { postgresEventStore } from "@promptledger/adapter-postgres";
import type { Checkpoint, TenantLedger, Verification, VerifyProgress } from "@promptledger/core";
import { createLedger, ed25519Signer, verifyExport } from "@promptledger/core";
import { startPostgres } from "@promptledger/test-servers";
import { Client, Pool } from "pg";
import { peakMemory } from "./bounds/peak-memory.ts";
import { report } from "./spread.ts";
import { median } from "./timed.ts";

const EVENTS = Number(process.env["PROOF_EVENTS"] ?? 1_000_000);
const EVENTS_OF_EACH_STREAM = 10;
const CHECKPOINTS = 40;
/** So many rounds prepare the process and the server. */
const FIRST_ROUNDS = 20;
const WANTED = { postgres: 60_000, file: 100_000, memory: 250, checkpoint: 10 } as const;

/** What it costs to sign a checkpoint of 1,000,000 events, and to verify them on PostgreSQL and in a file. */
export async function benchmarkProof(): Promise<void> {
  const server = await startPostgres();
  const folder = await mkdtemp(join(tmpdir(), "proof-"));
  try {
    const pool = new Pool({ connectionString: server.url, max: 4 });
    const store = postgresEventStore({ pool });
    await store.migrate();
    const proof = { host: "ledger.example.com", signer: ed25519Signer(new Uint8Array(32).fill(1)) };
    const ledger = createLedger({ store, proof });
    const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
    await fill(server.url, acme);
    const first = await timed(() => acme.proof.checkpoint());
    console.log(`first checkpoint, with no tile kept: ${(first.milliseconds / 1000).toFixed(1)} s`);
    // What so many events and tiles left to write would be in the way of the next ones, and the server learns within a minute that they are many.
    await pool.query("VACUUM ANALYZE");
    await pool.query("CHECKPOINT");
    globalThis.gc?.();
    const last = await measureCheckpoints(acme, first.answer);
    await verifyStore(acme, last);
    await verifyFile(acme, join(folder, "export.ndjson"));
    await ledger.close();
    await pool.end();
  } finally {
    await rm(folder, { recursive: true });
    await server.stop();
  }
}

/** Copies of the events of one prompt, with streams of their own. */
async function fill(url: string, acme: TenantLedger): Promise<void> {
  await acme.prompts.create({ id: "seed", name: "Seed" });
  await acme.versions.create({ id: "seed" }, { messages: [{ role: "user", content: "Hi. ".repeat(60) }] });
  const client = new Client({ connectionString: url });
  await client.connect();
  const streams = EVENTS / EVENTS_OF_EACH_STREAM;
  await client.query(
    `INSERT INTO promptledger.events (position, version, schema_version, recorded_at, tenant, stream, id, type, data, metadata)
    SELECT n + 4, n / ${streams} + 1, 1, e.recorded_at, e.tenant, 'other-' || n % ${streams}, '0100' || lpad(n::text, 22, '0'),
      e.type, e.data, e.metadata
    FROM promptledger.events e, generate_series(0, ${EVENTS - 4}) AS n WHERE e.type = 'VersionCreated'`,
  );
  await client.query("VACUUM ANALYZE");
  await client.end();
}

async function measureCheckpoints(acme: TenantLedger, first: Checkpoint): Promise<Checkpoint> {
  const took: number[] = [];
  let last = first;
  for (let round = 0; round < FIRST_ROUNDS + CHECKPOINTS; round++) {
    const commands = Array.from({ length: 200 }, (_, index) => {
      return { type: "CreatePrompt" as const, name: `Prompt ${round} ${index}` };
    });
    for (let batch = 0; batch < 2; batch++) await acme.batch(commands);
    const { milliseconds, answer } = await timed(() => acme.proof.checkpoint());
    if (round >= FIRST_ROUNDS) took.push(milliseconds);
    last = answer;
  }
  report(`checkpoint of ${last.size.toLocaleString("en")} events, 800 since the last one`, took, "ms", 1);
  console.log(verdict(median(took) <= WANTED.checkpoint, `at most ${WANTED.checkpoint} ms`));
  const again: number[] = [];
  for (let round = 0; round < CHECKPOINTS; round++)
    again.push((await timed(() => acme.proof.checkpoint())).milliseconds);
  report("checkpoint with nothing new", again, "ms", 1);
  return last;
}

async function verifyStore(acme: TenantLedger, checkpoint: Checkpoint): Promise<void> {
  globalThis.gc?.();
  const memory = await peakMemory();
  const began = performance.now();
  let afterLog = 0;
  const onProgress = ({ pass }: VerifyProgress): void => {
    if (pass === "log") afterLog = performance.now();
  };
  const cpu = process.cpuUsage();
  const found: Verification = await acme.proof.verify(checkpoint, { onProgress });
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (afterLog - began) / 1000;
  say("PostgreSQL", found, seconds, await memory.rise(), WANTED.postgres);
  console.log(
    `  second pass, documents: ${((performance.now() - afterLog) / 1000).toFixed(1)} s; processor of both: ${((user + system) / 1e6).toFixed(1)} s\n`,
  );
}

async function verifyFile(acme: TenantLedger, path: string): Promise<void> {
  const { milliseconds } = await timed(() =>
    pipeline(Readable.from(endedLines(acme)), createWriteStream(path)),
  );
  console.log(`export to a file: ${(milliseconds / 1000).toFixed(1)} s`);
  const { origin, publicKey } = acme.proof;
  globalThis.gc?.();
  const memory = await peakMemory();
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  const took = await timed(() => verifyExport(lines, { origin, ...(publicKey !== null && { publicKey }) }));
  say("a file", took.answer, took.milliseconds / 1000, await memory.rise(), WANTED.file);
}

async function* endedLines(acme: TenantLedger): AsyncGenerator<string> {
  for await (const line of acme.proof.exportLog()) yield `${line}\n`;
}

function say(
  from: string,
  { holds, size, differences }: Pick<Verification, "holds" | "size" | "differences">,
  seconds: number,
  megabytes: number,
  wanted: number,
): void {
  if (!holds) throw new Error(`the log does not hold: ${JSON.stringify(differences)}`);
  const rate = size / seconds;
  console.log(
    `verify ${size.toLocaleString("en")} events from ${from}: ${Math.round(rate).toLocaleString("en")} events/s, memory +${megabytes.toFixed(0)} MB`,
  );
  const bounds = `at least ${wanted.toLocaleString("en")} events/s, at most ${WANTED.memory} MB`;
  console.log(verdict(rate >= wanted && megabytes <= WANTED.memory, bounds));
}

function verdict(isKept: boolean, bound: string): string {
  return `  ${bound}: ${isKept ? "KEPT" : "MISSED"}\n`;
}

async function timed<T>(
  call: () => Promise<T>,
): Promise<{ readonly milliseconds: number; readonly answer: T }> {
  const began = performance.now();
  const answer = await call();
  return { milliseconds: performance.now() - began, answer };
}
