import { saveBundle } from "@promptledger/core/node";
import type { Measured } from "./bundle.ts";
import { openBenchStore } from "./open-bench-store.ts";
import { used } from "./used-memory.ts";

// A process of its own, so that what it uses is what a view uses: opens a view of a store, reports how long that took and what memory it needs, and
// saves its bundle.

const [url = "", file = ""] = process.argv.slice(2);
const { ledger } = await openBenchStore(url);
const before = used();
const began = performance.now();
const live = await ledger.as({ tenant: "bench", actor: { id: "jane" } }).live();
const milliseconds = performance.now() - began;
const bytes = used() - before;
await saveBundle(live, file);
process.send?.({ milliseconds, bytes } satisfies Measured);
