import { systemClock } from "@promptledger/core/adapter";
import { expect, it } from "vitest";
import { connect } from "../src/connection/connection.ts";
import { newClient } from "./new-client.ts";

it("many calls that wait for a connection do not make Node warn of a leak of listeners", async () => {
  const warnings: string[] = [];
  const keep = (warning: Error): void => {
    warnings.push(warning.message);
  };
  process.on("warning", keep);
  // Nothing listens there.
  const client = newClient("redis://127.0.0.1:1");
  const connection = connect(client, { clock: systemClock, milliseconds: 30_000 }, () => null);
  try {
    const calls = Array.from({ length: 30 }, () => connection.command("get", "key", [], "reads"));
    const settled = Promise.allSettled(calls);
    await connection.close();
    for (const one of await settled)
      expect(one).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  } finally {
    process.off("warning", keep);
    client.disconnect();
  }
  expect(warnings).toEqual([]);
});
