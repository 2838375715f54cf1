import { setTimeout as sleep } from "node:timers/promises";
import type { TenantLedger } from "@promptledger/core";
import { openBenchStore } from "./open-bench-store.ts";

// One of the processes of the benchmark of propagation: it deploys, or it appends on other prompts, as its task says.

/** The task of the process. */
export type PropagationTask =
  | { readonly type: "deploy"; readonly count: number }
  /** So many writers; together so many appends a second, or as many as they can. */
  | { readonly type: "write"; readonly writers: number; readonly rate: number | null };

/** What the process reports: each deployment with the time at which `deploy` had resolved, in milliseconds of the machine's steady clock. */
export type PropagationReport =
  | { readonly type: "ready" }
  | { readonly type: "deployed"; readonly number: number; readonly at: number }
  | { readonly type: "written"; readonly rate: number };

const PART = 60;
const { ledger } = await openBenchStore(process.argv[2] ?? "");
const acme = ledger.as({ tenant: "bench", actor: { id: "jane" } });
const send = (message: PropagationReport): void => void process.send?.(message);

process.on("message", (task: PropagationTask) => {
  if (task.type === "deploy") void deploy(acme, task.count);
  else void write(acme, task);
});
send({ type: "ready" });

async function deploy({ batch, deployments }: TenantLedger, count: number): Promise<void> {
  const prompt = { id: "watched" };
  for (let made = 0; made < count; made += PART) {
    const part = Array.from({ length: Math.min(PART, count - made) }, (_, index) => made + index);
    await batch(
      part.flatMap((seed) => [
        { type: "CreateVersion", prompt, input: { seed } } as const,
        { type: "CommitVersion", prompt } as const,
      ]),
    );
  }
  for (let number = 1; number <= count; number++) {
    await deployments.deploy(prompt, { version: number });
    send({ type: "deployed", number, at: Number(process.hrtime.bigint()) / 1e6 });
    await sleep(5 + Math.random() * 15);
  }
}

async function write(
  { prompts }: TenantLedger,
  { writers, rate }: Extract<PropagationTask, { readonly type: "write" }>,
): Promise<void> {
  const began = performance.now();
  let written = 0;
  const pause = rate === null ? 0 : (writers / rate) * 1000;
  const report = setInterval(
    () => send({ type: "written", rate: (written / (performance.now() - began)) * 1000 }),
    1000,
  );
  report.unref();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const prompt = { id: `other-${writer}` };
      await prompts.create({ ...prompt, name: `Other ${writer}` });
      let due = performance.now() + Math.random() * pause;
      for (;;) {
        written += 1;
        await prompts.edit(prompt, { description: `${written}` });
        due += pause;
        const wait = due - performance.now();
        if (wait > 0) await sleep(wait);
      }
    }),
  );
}
