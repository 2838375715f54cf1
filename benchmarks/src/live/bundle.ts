import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@promptledger/test-servers";
import { report } from "../spread.ts";
import { makePrompts } from "./make-prompts.ts";
import { openBenchStore } from "./open-bench-store.ts";

const PROMPTS = 100_000;
const ROUNDS = 5;
const OPEN_VIEW = fileURLToPath(new URL("open-view.ts", import.meta.url));
const LOAD_BUNDLE = fileURLToPath(new URL("load-bundle.ts", import.meta.url));

/** What one of the processes reports. */
export interface Measured {
  readonly milliseconds: number;
  readonly bytes: number;
}

/**
 * Opens a view of 100,000 live prompts of 1 kB on PostgreSQL, saves it as a bundle, and starts from the bundle; each in a process of its own, so
 * that the memory of the process is that of the view.
 */
export async function benchmarkBundle(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "promptledger-bench-"));
  const file = join(folder, "bundle.json");
  const server = await startPostgres();
  try {
    const { ledger, close } = await openBenchStore(server.url);
    await makePrompts(ledger.as({ tenant: "bench", actor: { id: "jane" } }), PROMPTS, 1000);
    await close();
    const view = await measured(OPEN_VIEW, server.url, file);
    report(
      `live: a view of ${PROMPTS} prompts of 1 kB on PostgreSQL is open after`,
      [view.milliseconds],
      "ms",
    );
    report("live: the memory that it needs (at most 300)", [view.bytes / 2 ** 20], "MB");
    const loads: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++)
      loads.push(await measured(LOAD_BUNDLE, file, String(PROMPTS)));
    const size = (statSync(file).size / 2 ** 20).toFixed(0);
    const times = loads.map(({ milliseconds }) => milliseconds);
    report(`live: its bundle (${size} MB), read and loaded (at most 1,000)`, times, "ms");
    const sizes = loads.map(({ bytes }) => bytes / 2 ** 20);
    report("live: the memory that the view of the bundle needs", sizes, "MB");
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(program: string, ...args: readonly string[]): Promise<Measured> {
  const child = fork(program, args, { execArgv: [...process.execArgv, "--expose-gc"] });
  const [message] = (await once(child, "message")) as [Measured];
  child.kill();
  return message;
}
