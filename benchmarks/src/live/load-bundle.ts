import { liveFromBundle } from "@promptledger/core";
import { readBundle } from "@promptledger/core/node";
import { slugOf } from "./make-prompts.ts";
import { used } from "./used-memory.ts";

// A process of its own, so that what it uses is what a view uses: loads a bundle, and reports how long that took and what memory it needs.

const [file = "", count = "1"] = process.argv.slice(2);
const before = used();
const began = performance.now();
const live = liveFromBundle(await readBundle(file));
const milliseconds = performance.now() - began;
const bytes = used() - before;
const { number } = live.resolve(slugOf(Number(count) - 1));
process.send?.({ milliseconds, bytes, number });
