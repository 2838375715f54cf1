import { systemIds } from "@promptledger/core";
import type { AppendBatch } from "@promptledger/core/adapter";
import { testRedisUrl } from "@promptledger/test-servers";
import { afterAll, expect, it } from "vitest";
import { newClient } from "./new-client.ts";
import { newPrefix } from "./open-storage.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

const DAY = 86_400_000;

const prefix = newPrefix();
const opened: OpenStore = openStore(testRedisUrl(), { prefix, keepCommandsForDays: 2 });
const client = newClient(testRedisUrl());
const ids = systemIds();

afterAll(async () => {
  await opened.close();
  client.disconnect();
});

function batch(tenant: string, command: string, event: string): AppendBatch {
  const events = [
    { id: event, type: "T", schemaVersion: 1, data: "{}", metadata: "{}", occurredAt: null },
  ] as const;
  return {
    tenant,
    command: { id: command, fingerprint: "f", result: "{}" },
    streams: [{ stream: `prompt-${event}`, expected: 0, events }],
  };
}

async function keysOf(tenant: string, sort: string): Promise<readonly string[]> {
  const tag = `{${prefix}:${tenant}}:${sort}:`;
  return (await client.keys(`${tag}*`)).map((key) => key.slice(tag.length)).sort();
}

it("commands and ids of the same second lie together, and others by themselves", async () => {
  const time = Date.parse("2026-01-01T00:00:00.000Z");
  // 1,024 milliseconds have the first eight characters in common.
  const [one, two, later] = [time, time + 1, time + 2048].map((at) => ids.ulid(at)) as [
    string,
    string,
    string,
  ];
  const all = [
    [one, two],
    [two, one],
    [later, "an-id"],
    ["a-command", later],
  ] as const;
  for (const [command, event] of all)
    expect(await opened.store.append(batch("lie", command, event))).toMatchObject({ status: "appended" });
  const together = [one.slice(0, 8), later.slice(0, 8)];
  expect(await keysOf("lie", "commands")).toEqual([...together, "a-command"].sort());
  expect(await keysOf("lie", "ids")).toEqual([...together, expect.stringMatching(/^\d{1,4}$/u)].sort());
  for (const [command, event] of all) {
    expect(await opened.store.append(batch("lie", command, event))).toMatchObject({ repeated: true });
    const again = { ...batch("lie", `${command}-2`, event), streams: batch("lie", command, event).streams };
    const stream = again.streams.map((part) => ({ ...part, expected: 1 }));
    await expect(opened.store.append({ ...again, streams: stream })).rejects.toMatchObject({
      code: "duplicate-event",
    });
  }
});

it("Redis deletes a bucket of commands a day after the last of them is remembered no longer", async () => {
  await opened.store.append(batch("expire", "a-command", "an-id"));
  const left = await client.pttl(`{${prefix}:expire}:commands:a-command`);
  expect(left).toBeGreaterThan(3 * DAY - 60_000);
  expect(left).toBeLessThanOrEqual(3 * DAY);
});

it("ids that come later than greater ones are looked up, also among those of the same call", async () => {
  const made = Array.from({ length: 40 }, (_, index) => ids.ulid(Date.now() + (index % 5)));
  const shuffled = made.toSorted((left, right) => (left.slice(-3) < right.slice(-3) ? -1 : 1));
  const sent = [...shuffled, ...shuffled.toReversed()];
  const answers = await Promise.allSettled(
    sent.map((event, index) => {
      const one = batch("later", `command-${index}`, event);
      const streams = one.streams.map((part) => ({ ...part, stream: `prompt-${index}` }));
      return opened.store.append({ ...one, streams });
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual([
    ...shuffled.map(() => "fulfilled"),
    ...shuffled.map(() => "rejected"),
  ]);
});
