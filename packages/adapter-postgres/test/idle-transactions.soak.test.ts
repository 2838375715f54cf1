import { testPostgres } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { leaveTransactionsOpen } from "./idle-transactions.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { editOf, samplePrompt } from "./prompt-sample.ts";

const BATCHES = 25_000;
const PROMPTS = 1000;
/** Between so many appends at the beginning and at the end others go to a database without open transactions, as a measure of the machine. */
const WINDOW = 1000;

/** Appends the next edit, of the 1,000 prompts in turn, and answers how many milliseconds it took. */
type Edit = () => Promise<number>;

// The old snapshot keeps every earlier row of the documents; a counter row updated by each batch doubles its cost under it.
it("appends take no longer after 25,000 batches under open transactions and snapshots", async () => {
  const [here, elsewhere, quiet] = await Promise.all([1, 2, 3].map(() => testPostgres().createDatabase()));
  if (here === undefined || elsewhere === undefined || quiet === undefined) throw new Error("no database");
  const [aged, control] = [await openStore(here), await openStore(quiet)];
  const [edit, editQuietly] = [await editsOf(aged), await editsOf(control)];
  const idle = await leaveTransactionsOpen([here, elsewhere]);
  const first = await window(edit, editQuietly);
  for (let batch = 2 * WINDOW; batch < BATCHES; batch += 1) await edit();
  const last = await window(edit, editQuietly);
  await idle.end();
  await Promise.all([aged.close(), control.close()]);
  const grown = last.ratio / first.ratio;
  console.log(`the first ${WINDOW} of ${BATCHES} appends: ${windowText(first)}`);
  console.log(`the last ${WINDOW}: ${windowText(last)}; grown ${grown.toFixed(2)} times`);
  expect(grown).toBeLessThanOrEqual(1.2);
}, 1_800_000);

async function editsOf({ store }: OpenStore): Promise<Edit> {
  const sample = await samplePrompt(store);
  let made = 0;
  const edit: Edit = async () => {
    const append = editOf(sample, "acme", made % PROMPTS, Math.floor(made / PROMPTS));
    made += 1;
    const started = performance.now();
    const { status } = await store.append(append);
    if (status !== "appended") throw new Error("nobody else writes");
    return performance.now() - started;
  };
  // What a first append costs, connections and plans and new prompts, is not what is compared.
  while (made < PROMPTS) await edit();
  return edit;
}

interface Window {
  readonly measured: number;
  readonly control: number;
  readonly ratio: number;
}

async function window(edit: Edit, editQuietly: Edit): Promise<Window> {
  const [measured, control]: [number[], number[]] = [[], []];
  for (let count = 0; count < WINDOW; count += 1) {
    measured.push(await edit());
    control.push(await editQuietly());
  }
  const medians = { measured: medianOf(measured), control: medianOf(control) };
  return { ...medians, ratio: medians.measured / medians.control };
}

function windowText({ measured, control, ratio }: Window): string {
  return `median ${measured.toFixed(3)} ms, without open transactions ${control.toFixed(3)} ms, ${ratio.toFixed(2)} times`;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
