import type { RedactionOptions, RedactionTarget } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, refusal, saying, settled } from "../../test/ledger.ts";

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
    const { items: events } = await jane.history.of({ id: "p" });
    expect(events.filter(({ redacted }) => redacted === true).map(({ position }) => position)).toEqual([
      1, 5, 6, 8,
    ]);
    expect(events.findLast(({ type }) => type === "EventRedacted")).toMatchObject({
      actor: "jane",
      reason: "leaked on Tuesday",
      data: { position: 8, eventId: events[6]?.id },
    });
    const verified = await jane.proof.verify(before.text);
    expect(verified).toMatchObject({ holds: true, differences: [], documents: [] });
    for await (const { differences } of one.store.rebuild("acme", { check: true }))
      expect(differences).toEqual([]);
  });

  test("also in what live views hold, which report it as a change", async () => {
    const one = await leaked();
    const all = await one.jane.live();
    const versions = await one.jane.live({ versions: ["greeting"] });
    const heard: string[] = [];
    all.on("change", ({ to }) => heard.push(JSON.stringify(to?.content)));
    await one.jane.history.redact({ text: SECRET }, { reason: "leaked" });
    await settled();
    const content = "Call with [redacted], then [redacted]";
    for (const view of [all, versions])
      expect(view.resolve("greeting").content.messages?.[0]?.["content"]).toBe(content);
    expect(versions.resolve("greeting", { version: 2 }).content.messages?.[0]?.["content"]).toBe(content);
    expect(heard).toHaveLength(1);
    const before = all.resolve("greeting");
    await one.jane.history.redact({ text: "Hello" }, { reason: "not live" });
    await settled();
    expect([all.resolve("greeting") === before, heard.length]).toEqual([true, 1]);
    for (const view of [all, versions]) await view.close();
  });

  test("in other processes too, which wrote the prompt and keep it in memory", async () => {
    const one = await leaked();
    const other = createLedger({ store: one.store }).as({ tenant: "acme", actor: { id: "sam" } });
    await other.prompts.star({ id: "p" }, true);
    await one.jane.history.redact({ text: SECRET, prompt: { id: "p" } }, { reason: "leaked" });
    const starred = await other.prompts.star({ id: "p" }, false);
    expect(JSON.stringify(starred)).not.toContain(SECRET);
    expect(starred.description).toBe("Key [redacted]");
    expect(await reads(one)).not.toContain(SECRET);
  });

  test("within one prompt leaves the others as they are, and within one event too", async () => {
    const { jane } = await leaked();
    await jane.prompts.edit({ id: "other" }, { description: SECRET });
    const { positions } = await jane.history.redact(
      { position: 1, text: SECRET },
      { reason: "the first one" },
    );
    expect(positions).toEqual([1]);
    const again = await jane.history.redact({ text: SECRET, prompt: { id: "p" } }, { reason: "leaked" });
    expect(again).toMatchObject({ positions: [5, 6, 8], redactedBefore: 1 });
    expect((await jane.prompts.get({ id: "other" })).description).toBe(SECRET);
  });

  test("of one event without a text replaces what people wrote in it, and no more", async () => {
    const { jane, store } = await leaked();
    await jane.history.redact({ position: 5 }, { reason: "all of it" });
    const [event] = (await jane.history.search({ types: ["VersionCreated"] })).events;
    expect(event).toMatchObject({
      redacted: true,
      reason: "[redacted]",
      data: {
        promptId: "p",
        number: 2,
        content: { messages: [{ role: "user", content: "[redacted]" }] },
        description: null,
      },
      metadata: { actor: "jane", metadata: { note: "[redacted]" } },
    });
    const head = (await store.load("acme", {})).head.position;
    const nothing = await jane.history.redact({ position: 5 }, { reason: "once more" });
    expect(nothing).toEqual({
      receipt: { changed: false, position: head, repeated: false },
      positions: [],
      redactedBefore: 1,
    });
  });

  test("twice keeps the hashes of the texts that were stored first", async () => {
    const { jane, store } = await leaked();
    const checkpoint = await jane.proof.checkpoint();
    await jane.history.redact({ text: "Call with" }, { reason: "one" });
    await jane.history.redact({ text: SECRET }, { reason: "two" });
    const redacted: unknown[] = [];
    for await (const event of store.readLog("acme", { after: 4, until: 5 })) redacted.push(event.redacted);
    expect(redacted).toEqual([{ data: expect.any(String), metadata: expect.any(String) }]);
    expect(await jane.proof.verify(checkpoint.text)).toMatchObject({ holds: true, differences: [] });
  });

  test("in grants, applications and integrations leaves their answers as they are otherwise", async () => {
    const { jane } = await leaked();
    const ann = jane;
    const app = await jane.applications.create({ name: `App ${SECRET}` });
    await jane.integrations.save("openai", {
      type: "openai",
      category: "AI_MODEL",
      description: SECRET,
      configuration: {},
    });
    await jane.history.redact({ text: SECRET }, { reason: "leaked" });
    expect(await ann.applications.get(app.id)).toMatchObject({ name: "App [redacted]" });
    expect(await ann.integrations.get("openai")).toMatchObject({ description: "[redacted]" });
  });

  test("of a tag lets the tag be taken off by what it is now", async () => {
    const { jane } = await leaked();
    await jane.history.redact({ text: SECRET }, { reason: "leaked" });
    const prompt = await jane.prompts.untag({ id: "p" }, { key: "key", value: "[redacted]" });
    expect(prompt.tags).toEqual([]);
  });

  test("in more events than an append takes goes on until none is left, and a repeat changes nothing", async () => {
    const { jane, clock } = bench();
    await jane.prompts.create({ id: "p", name: "Long" });
    for (let part = 0; part < 3; part++)
      await jane.batch(
        Array.from({ length: 200 }, (_, index) => ({
          type: "EditPrompt" as const,
          prompt: { id: "p" },
          description: `${SECRET} ${part} ${index}`,
        })),
      );
    await clock.advance(1);
    const options = { reason: "leaked", commandId: "c" };
    const first = await jane.history.redact({ text: SECRET }, options);
    expect([first.positions.length, first.receipt.repeated]).toEqual([600, false]);
    const again = await jane.history.redact({ text: SECRET }, options);
    expect(again.positions).toEqual(first.positions);
    expect(again.receipt).toMatchObject({ changed: true, repeated: true });
    expect((await refusal(jane.history.redact({ position: 1 }, options))).code).toBe("command-id-reused");
  });
});

describe("a redaction is refused", () => {
  test("where the text is in what has to stay, and names the field; then nothing was redacted", async () => {
    const { jane, store } = await leaked();
    const cases: readonly (readonly [string, RegExp])[] = [
      ["greeting", /data\.slug of the event at position 1 \(PromptCreated\)/u],
      ["user", /data\.content\.messages\.0\.role of the event at position 3/u],
      ["jane", /must not hold the text/u],
      ["production", /data\.environment/u],
    ];
    const before = (await store.load("acme", {})).head;
    for (const [text, message] of cases) {
      const { code, message: said } = await refusal(jane.history.redact({ text }, { reason: "leaked" }));
      expect([text, code]).toEqual([text, "invalid-input"]);
      expect(said).toMatch(message);
    }
    expect((await store.load("acme", {})).head).toEqual(before);
  });

  test("for a target or a reason that breaks a rule", async () => {
    const { jane } = await leaked();
    const redact = (target: unknown, options: unknown = { reason: "leaked" }) =>
      refusal(jane.history.redact(target as RedactionTarget, options as RedactionOptions));
    const cases: readonly (readonly [unknown, unknown, string])[] = [
      [{ text: "abc" }, undefined, "text"],
      [{ text: "redacted" }, undefined, "text"],
      [{}, undefined, "text"],
      [{ position: 0 }, undefined, "position"],
      [{ position: 99 }, undefined, "position"],
      [{ position: 1, prompt: "greeting" }, undefined, "prompt"],
      [{ text: SECRET }, {}, "reason"],
      [{ text: SECRET }, { reason: "" }, "reason"],
      [{ text: SECRET }, { reason: `it was ${SECRET}` }, "reason"],
      [{ text: SECRET }, { reason: "leaked", metadata: { note: SECRET } }, "metadata"],
      [{ text: SECRET }, { reason: "leaked", expected: 1 }, "expected"],
    ];
    for (const [target, options, field] of cases) {
      const refused = await redact(target, options);
      expect([target, refused.code, refused.fields]).toEqual([target, "invalid-input", [field]]);
      expect(refused.message).not.toContain(SECRET);
    }
    expect((await redact({ text: SECRET, prompt: "missing" })).code).toBe("prompt-not-found");
  });

  test("without DELETE on the whole tenant", async () => {
    const { jane, as } = await leaked();
    const ann = as("ann", { kind: "user" });
    const subject = { type: "user", id: "ann" } as const;
    await jane.access.grant({ tenant: true }, { subject, permissions: ["READ", "UPDATE"] });
    const refused = await refusal(ann.history.redact({ text: SECRET }, { reason: "leaked" }));
    expect(refused.code).toBe("forbidden");
    await jane.access.grant({ tenant: true }, { subject, permissions: ["DELETE"] });
    const done = await ann.history.redact({ text: SECRET }, { reason: "leaked" });
    expect(done.positions).toEqual([1, 5, 6, 8]);
  });
});
