import { newEvent, testPostgres } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { leaveTransactionsOpen } from "./idle-transactions.ts";
import { openStore } from "./open-store.ts";

const EVENTS = 20;

// A log that is read up to the oldest open transaction stands still here, and in logical decoding also for one in another database.
it("open transactions and snapshots, in this and in another database, delay no follower", async () => {
  const [here, elsewhere] = await Promise.all([
    testPostgres().createDatabase(),
    testPostgres().createDatabase(),
  ]);
  const [writing, following] = [await openStore(here), await openStore(here)];
  const idle = await leaveTransactionsOpen([here, elsewhere]);
  try {
    const events = following.store.follow("acme", { after: 0 })[Symbol.asyncIterator]();
    for (let count = 1; count <= EVENTS; count += 1) {
      const next = events.next();
      const command = `command-${count}`;
      await writing.store.append({
        tenant: "acme",
        command: { id: command, fingerprint: "f", result: "{}" },
        streams: [{ stream: "prompt-1", expected: count - 1, events: [newEvent(command)] }],
      });
      const late = new Promise((resolve) => {
        setTimeout(resolve, 1000, "not seen within a second").unref();
      });
      expect(await Promise.race([next, late])).toMatchObject({ value: { position: count } });
    }
  } finally {
    await following.close();
    await writing.close();
    await idle.end();
  }
});
