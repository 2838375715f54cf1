import { cpus } from "node:os";
import { benchmarkBounds } from "./bounds.ts";
import { benchmarkCompare } from "./compare/compare-commits.ts";
import { benchmarkFold } from "./fold.ts";
import { benchmarkHistory } from "./history/search.ts";
import { benchmarkLedger } from "./ledger.ts";
import { benchmarkLists } from "./list.ts";
import { benchmarkBundle } from "./live/bundle.ts";
import { benchmarkPropagation } from "./live/propagation.ts";
import { benchmarkResolve } from "./live/resolve.ts";
import { benchmarkAppend } from "./memory-append.ts";
import { benchmarkPostgres } from "./postgres/append-and-read.ts";
import { benchmarkEdits } from "./postgres/edits.ts";
import { benchmarkGrowth } from "./postgres/growth.ts";
import { benchmarkProcesses } from "./postgres/processes.ts";
import { benchmarkTenants } from "./postgres/tenants.ts";
import { benchmarkProof } from "./proof.ts";
import { benchmarkRedis } from "./redis/append-and-read.ts";
import { benchmarkRefuseJinja } from "./refuse-jinja.ts";
import { benchmarkRender } from "./render.ts";
import { benchmarkRenderJinja } from "./render-jinja.ts";
import { benchmarkSubscriptions } from "./subscriptions.ts";

const GROUPS: { readonly [name: string]: readonly (() => Promise<void>)[] } = {
  memory: [benchmarkAppend, benchmarkFold, benchmarkLedger],
  postgres: [() => benchmarkPostgres(process.argv[3])],
  redis: [() => benchmarkRedis(process.argv[3])],
  live: [benchmarkResolve, benchmarkBundle],
  propagation: [() => benchmarkPropagation(process.argv[3])],
  lists: [benchmarkLists],
  history: [() => benchmarkHistory(process.argv[3])],
  growth: [benchmarkGrowth],
  tenants: [benchmarkTenants],
  processes: [benchmarkProcesses],
  subscriptions: [benchmarkSubscriptions],
  edits: [benchmarkEdits],
  bounds: [benchmarkBounds],
  proof: [benchmarkProof],
  render: [benchmarkRender, benchmarkRenderJinja, benchmarkRefuseJinja],
  compare: [() => benchmarkCompare(process.argv.slice(3))],
};
/** Takes a commit, so that it runs only when it is named. */
const ONLY_WHEN_NAMED = "compare";

// `npm run bench -- postgres` runs one group, and a second word only the scenarios whose title has it.
const wanted = process.argv[2];
if (wanted !== undefined && GROUPS[wanted] === undefined) {
  console.error(`There is no group ${wanted}; there are ${Object.keys(GROUPS).join(", ")}.`);
  process.exit(2);
}
// What the numbers below were measured on; a benchmark without it cannot be compared.
const node = [process.versions.node, ...process.execArgv.filter((flag) => flag.startsWith("--max"))].join(
  " ",
);
console.log(`Node ${node} on ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}\n`);
for (const [name, benchmarks] of Object.entries(GROUPS)) {
  if (wanted === name || (wanted === undefined && name !== ONLY_WHEN_NAMED))
    for (const benchmark of benchmarks) await benchmark();
}
