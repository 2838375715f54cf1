import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { expect, test } from "vitest";
import { keepTiles } from "./keep-tiles.ts";

test("hashes the events of every tenant until it is stopped, and reports what fails", async () => {
  const store = memoryEventStore();
  const ledger = createLedger({ store, proof: { host: "ledger.example.com" } });
  for (const tenant of ["a", "b"])
    await ledger.as({ tenant, actor: { id: "jane" } }).prompts.create({ name: "P" });
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const work = keepTiles(
    { ledger, store },
    { signal: stopping.signal, onError: (error) => errors.push(error) },
  );
  for (const tenant of ["a", "b"])
    await expect.poll(() => store.records.list(tenant, "proof-tree")).toHaveLength(1);
  stopping.abort();
  await work;
  expect(errors).toEqual([]);

  await ledger.close();
  const again = new AbortController();
  const onError = (error: unknown): void => {
    errors.push(error);
    again.abort();
  };
  await keepTiles({ ledger, store }, { signal: again.signal, onError });
  expect(errors).toHaveLength(1);
});
