import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { saveBundle } from "@promptledger/core/node";
import { report } from "../spread.ts";
import { makePrompts } from "./make-prompts.ts";

const PROMPTS = 100_000;
const ROUNDS = 5;
const LOADER = fileURLToPath(new URL("load-bundle.ts", import.meta.url));

/** Loads a bundle of 100,000 live prompts of 1 kB in a process of its own, and measures the memory that the view needs there. */
export async function benchmarkBundle(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "promptledger-bench-"));
  const file = join(folder, "bundle.json");
  try {
    await writeBundle(file);
    const times: number[] = [];
    const sizes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const child = fork(LOADER, [file, String(PROMPTS)], { execArgv: [...process.execArgv, "--expose-gc"] });
      const [{ milliseconds, bytes }] = (await once(child, "message")) as [Measured];
      child.kill();
      times.push(milliseconds);
      sizes.push(bytes / 2 ** 20);
    }
    const size = (statSync(file).size / 2 ** 20).toFixed(0);
    report(
      `live: a bundle of ${PROMPTS} prompts of 1 kB (${size} MB), read and loaded (at most 1,000)`,
      times,
      "ms",
    );
    report(`live: the memory of a view of ${PROMPTS} prompts of 1 kB (at most 300)`, sizes, "MB");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly milliseconds: number;
  readonly bytes: number;
}

async function writeBundle(file: string): Promise<void> {
  const acme = createLedger({ store: memoryEventStore(), recentPrompts: 0 }).as({
    tenant: "bench",
    actor: { id: "jane" },
  });
  await makePrompts(acme, PROMPTS, 1000);
  await using live = await acme.live();
  await saveBundle(live, file);
}
