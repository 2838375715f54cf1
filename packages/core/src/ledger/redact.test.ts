import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, saying } from "../../test/ledger.ts";

const SECRET = "sk-live-4711";

/** A prompt whose second version, deployed, holds a secret, as do its description, a tag and a reason. */
async function leaked(): Promise<Bench> {
  const one = bench();
  const { jane } = one;
  const prompt = await jane.prompts.create({ id: "p", name: "Greeting", description: `Key ${SECRET}` });
  await jane.versions.create(prompt, saying("Hello"));
  await jane.versions.commit(prompt);
  await jane.versions.create(prompt, saying(`Call with ${SECRET}, then ${SECRET}`), {
    reason: `uses ${SECRET}`,
    metadata: { note: SECRET },
  });
  await jane.versions.commit(prompt, { message: `with ${SECRET}` });
  await jane.deployments.deploy(prompt, { version: 2 });
  await jane.prompts.tag(prompt, { key: "key", value: SECRET });
  await jane.prompts.create({ id: "other", name: "Other" });
  return one;
}

/** Everything that the ledger's reads return of the prompt. */
async function reads({ jane, store }: Bench): Promise<string> {
  const log: unknown[] = [];
  for await (const event of jane.history.log()) log.push(event);
  for await (const event of store.readLog("acme", { after: 0 })) log.push(event);
  const prompt = { id: "p" };
  const at = { position: 12 };
  return JSON.stringify([
    log,
    await jane.prompts.get(prompt),
    await jane.prompts.get(prompt, { at }),
    await jane.versions.list(prompt),
    await jane.versions.get(prompt, 2),
    await jane.versions.get(prompt, 2, { at }),
    await jane.history.of(prompt),
    await jane.history.search({ prompt }),
    (await jane.resolve(prompt)).content,
  ]);
}

describe("redacting a text", () => {
  test("takes it out of every read, in all events that hold it, and says who and why", async () => {
    const one = await leaked();
    const { jane } = one;
    const before = await jane.proof.checkpoint();
    const done = await jane.history.redact({ text: SECRET }, { reason: "leaked on Tuesday" });
    expect(done).toEqual({
      receipt: { changed: true, position: 14, repeated: false },
      positions: [1, 5, 6, 8],
      redactedBefore: 0,
    });
    expect(await reads(one)).not.toContain(SECRET);
    const [message] = (await jane.versions.get({ id: "p" }, 2)).content.messages ?? [];
    expect(message?.["content"]).toBe("Call with [redacted], then [redacted]");
    const events = await jane.history.of({ id: "p" });
    expect(events.filter(({ redacted }) => redacted === true).map(({ position }) => position)).toEqual([
      1, 5, 6, 8,
    ]);
    expect(events.findLast(({ type }) => type === "EventRedacted")).toMatchObject({
      actor: "jane",
      reason: "leaked on Tuesday",
      data: { position: 8, eventId: events[6]?.id },
    });
    const verified = await jane.proof.verify(before.text);
    expect(verified).toMatchObject({ ok: true });
    for await (const { differences } of one.store.rebuild("acme", { check: true }))
      expect(differences).toEqual([]);
  });
});
