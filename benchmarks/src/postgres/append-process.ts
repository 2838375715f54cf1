import { atOnce } from "../timed.ts";
import { postgresPeer } from "./postgres-peer.ts";

// One of several processes that append to one storage: it does what it receives as a task, and reports when it is done.

interface Task {
  /** How many streams to make for the appends that follow. */
  readonly prepare?: number;
  readonly calls?: number;
  readonly callers?: number;
}

const peer = await postgresPeer(process.argv[2] ?? "");
let round = 0;

process.on("message", async ({ prepare, calls, callers = 1 }: Task) => {
  const name = (index: number): string => `p${process.pid}-r${round}-${index}`;
  if (prepare !== undefined) {
    round += 1;
    await atOnce(16, prepare, (index) => peer.append(name(index * 2), 0));
  }
  if (calls !== undefined)
    await atOnce(callers, calls, (index) => peer.append(name(index), index % 2 === 0 ? 1 : 0));
  process.send?.("done");
});
process.send?.("ready");
