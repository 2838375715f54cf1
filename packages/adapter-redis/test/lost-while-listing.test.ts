import { createLedger } from "@promptledger/core";
import { startTcpProxy, testRedisUrl } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { newPrefix } from "./open-storage.ts";
import { openStore } from "./open-store.ts";

it("a list whose first read lost its connection is whole the next time: it went on with the prompts that it had read", async () => {
  const prefix = newPrefix();
  const tenant = "acme";
  const writing = openStore(testRedisUrl(), { prefix });
  const proxy = await startTcpProxy(testRedisUrl(), {
    isRequest: (data) => /\r\nhscan\r\n/iu.test(data.toString("latin1")),
    completesAnswer: () => true,
  });
  const reading = openStore(proxy.url, { prefix });
  const [writer, reader] = [writing, reading].map(({ store }) =>
    createLedger({ store }).as({ tenant, actor: { id: "jane" } }),
  );
  try {
    for (const name of ["One", "Two", "Three"]) await writer?.prompts.create({ name });
    await reading.store.load(tenant, {});
    proxy.cutNext("before the request");
    await expect(reader?.prompts.find()).rejects.toMatchObject({ code: "unavailable" });
    expect((await reader?.prompts.find())?.total).toBe(3);
  } finally {
    await Promise.all([writing.close(), reading.close()]);
    await proxy.stop();
  }
});
