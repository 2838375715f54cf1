import type { RecordedEvent } from "@promptledger/core/adapter";
import { startRedis } from "@promptledger/test-servers";
import { tamper } from "@promptledger/testing";
import { Redis } from "ioredis";
import { it } from "vitest";
import { eventText } from "../src/event-text.ts";
import { SEGMENT, tenantKeys } from "../src/keys.ts";
import { openStore } from "./open-store.ts";

const runs = Number(process.env["TAMPERING_RUNS"] ?? 1000);

it("every manipulation by direct commands is found, and so is a changed live pointer", async () => {
  const server = await startRedis();
  const { store, close } = openStore(server.url, { prefix: "tampered" });
  const client = new Redis(server.url);
  const keys = tenantKeys("tampered", "acme");
  try {
    const attacked = {
      store,
      tenant: "acme",
      async replaceLog(events: readonly RecordedEvent[]) {
        const tag = keys.head.slice(0, -"head".length);
        const found = await client.keys(`${tag}*`);
        const old = found.filter((key) => /^(?:stream|log|ids):/u.test(key.slice(tag.length)));
        const pipeline = client.pipeline();
        if (old.length > 0) pipeline.del(...old);
        for (const event of events) {
          const { position, version, stream, id, recordedAt } = event;
          const text = `${recordedAt}\0${eventText(event)}`;
          pipeline.rpush(
            keys.stream(stream, Math.floor((version - 1) / SEGMENT.stream)),
            String(position),
            text,
          );
          const reference = `${version} ${Buffer.byteLength(text)} -1 ${stream}`;
          pipeline.rpush(keys.log(Math.floor((position - 1) / SEGMENT.log)), reference);
          pipeline.hset(keys.ids(id), id, String(position));
        }
        pipeline.hset(keys.head, { p: String(events.length), i: events.at(-1)?.id ?? "" });
        await pipeline.exec();
      },
      async changeLivePointer(id: string) {
        const hash = keys.documents(`prompt-${id}`);
        const before = (await client.hget(hash, "dproduction")) ?? "";
        const after = before.replace('"number":1,', '"number":2,');
        if (after === before) throw new Error(`version 1 is not live: ${before}`);
        await client.hset(hash, "dproduction", after);
      },
    };
    await tamper(attacked, runs);
  } finally {
    client.disconnect();
    await close();
    await server.stop();
  }
}, 3_600_000);
