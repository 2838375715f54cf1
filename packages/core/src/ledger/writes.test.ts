import { describe, expect, test } from "vitest";
import { BEGINNING, bench, logOf, refusal, saying, send } from "../../test/ledger.ts";

describe("a write", () => {
  test("returns the new document, deeply frozen, with a receipt", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    expect(prompt.receipt).toEqual({ changed: true, position: 2, repeated: false });
    expect(prompt).toMatchObject({ createdAt: BEGINNING, updatedAt: BEGINNING, revision: 1 });
    const version = await jane.versions.create(prompt, saying("a"));
    expect(version).toMatchObject({ createdAt: BEGINNING, revision: 2, liveIn: [] });
    for (const part of [
      prompt,
      prompt.receipt,
      prompt.tags,
      version,
      version.content,
      version.content.messages,
      version.content.messages?.[0],
    ])
      expect(Object.isFrozen(part)).toBe(true);
  });

  test("that changes nothing appends nothing and says so", async () => {
    const { jane } = bench();
    const { id, receipt } = await jane.prompts.create({ name: "n" });
    const same = await jane.prompts.edit({ id }, { name: "n" });
    expect(same).toMatchObject({ name: "n", receipt: { changed: false, position: receipt.position } });
    expect(await logOf(jane, receipt.position)).toEqual([]);
  });

  test("keeps who, why and in which context", async () => {
    const { jane } = bench();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const metadata = { ticket: "OPS-17", attempt: 2, urgent: true, of: null };
    const context = { reason: "because", correlationId: "c", causationId: "d", traceparent, metadata };
    const { id } = await jane.prompts.create({ name: "n" }, { ...context, commandId: "once" });
    const [event] = (await jane.history.of({ id })).items;
    expect(event).toMatchObject({ actor: "jane", commandId: "once", reason: "because" });
    expect(event?.metadata).toEqual({ actor: "jane", actorKind: "host", commandId: "once", ...context });
  });

  test("takes its input at the call: what the caller changes afterwards changes nothing", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    const messages = [{ role: "user", content: "" }];
    // Three calls with one object once stored the last text three times.
    const calls = ["a", "b", "c"].map((text) => {
      for (const message of messages) message.content = text;
      return jane.versions.create({ id }, { messages });
    });
    messages.push({ role: "", content: "never checked" });
    const versions = await Promise.all(calls);
    expect(versions.map(({ content }) => content.messages)).toEqual(
      ["a", "b", "c"].map((content) => [{ role: "user", content }]),
    );
    expect(Object.isFrozen(messages)).toBe(false);
  });

  test("of no command, or of what is no command, is refused with the field", async () => {
    const { jane } = bench();
    const batch = jane.batch as (...given: readonly unknown[]) => Promise<unknown>;
    for (const [given, field] of [
      [undefined, "commands"],
      ["CreatePrompt", "commands"],
      [[], "commands"],
      [[null], "commands[0]"],
      [[{ type: "CreatePrompt", name: "n" }, 1], "commands[1]"],
    ] as const)
      expect(await refusal(batch(given))).toMatchObject({ code: "invalid-input", fields: [field] });
  });

  test("on a text that is an id says what to pass, in a batch and for the source of a copy too", async () => {
    const { jane } = bench();
    await jane.prompts.create({ name: "n", id: "the-id" });
    const hint =
      'there is no prompt with the slug "the-id"; a prompt has that text as its id: pass { id: "the-id" }';
    expect(await refusal(jane.prompts.duplicate("the-id", { name: "m" }))).toEqual({
      code: "prompt-not-found",
      message: hint,
      fields: ["from"],
    });
    const edit = { type: "EditPrompt", prompt: "the-id", name: "m" } as const;
    expect(await refusal(jane.batch([{ type: "CreatePrompt", name: "m" }, edit]))).toMatchObject({
      message: hint,
    });
  });

  test("on a prompt that is not there is refused, by id and by slug", async () => {
    const { jane } = bench();
    expect(await refusal(jane.prompts.edit("nobody", { name: "n" }))).toMatchObject({
      code: "prompt-not-found",
    });
    expect(await refusal(jane.prompts.edit("nobody", { name: "n" }))).toEqual({
      code: "prompt-not-found",
      message: 'there is no prompt with the slug "nobody"',
      fields: ["prompt"],
    });
  });

  test.each<[object, string]>([
    [{ commandId: "" }, "commandId"],
    [{ commandId: "a".repeat(256) }, "commandId"],
    [{ reason: "a".repeat(1001) }, "reason"],
    [{ expected: -1 }, "expected"],
    [{ occurredAt: 0.5 }, "occurredAt"],
    [{ correlationId: "a".repeat(256) }, "correlationId"],
    [{ causationId: "a".repeat(256) }, "causationId"],
    [{ traceparent: "a".repeat(256) }, "traceparent"],
    [{ why: "because" }, "why"],
  ])("with the option %j is refused", async (options, field) => {
    const { jane } = bench();
    expect(await refusal(jane.prompts.create({ name: "n" }, options))).toMatchObject({
      code: "invalid-input",
      fields: [field],
    });
  });

  test("names fields as the caller gave them", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    const bad = { messages: [{ role: "" }], temperature: 3 };
    expect((await refusal(jane.versions.create({ id }, bad))).fields).toEqual([
      "messages[0].role",
      "temperature",
    ]);
    expect((await refusal(jane.versions.edit({ id }, 1, bad))).fields).toEqual([
      "messages[0].role",
      "temperature",
    ]);
    expect((await refusal(jane.prompts.edit("no id!", {}))).fields).toEqual(["prompt"]);
    expect((await refusal(jane.batch([{ type: "Explode" } as never]))).fields).toEqual(["type"]);
    expect((await refusal(jane.batch([{ type: "constructor" } as never]))).fields).toEqual(["type"]);
    expect((await refusal(jane.batch([]))).fields).toEqual(["commands"]);
  });
});

describe("a command id", () => {
  test("that comes again answers what it answered first, times included, after others have moved on", async () => {
    const { jane, clock } = bench();
    const create = () => jane.prompts.create({ name: "n" }, { commandId: "create" });
    const first = await create();
    await clock.advance(5000);
    await jane.prompts.edit(first, { name: "renamed" });
    const again = await create();
    expect(again).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
    expect((await jane.prompts.find()).total).toBe(1);
  });

  test("repeats every kind of answer", async () => {
    const { jane, clock } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    const writes = [
      () => jane.versions.create({ id }, saying("a"), { commandId: "1" }),
      () => jane.versions.edit({ id }, 1, saying("b"), { commandId: "2" }),
      () => send(jane, { type: "CommitVersion", prompt: { id }, createNextDraft: true }, { commandId: "3" }),
      () => jane.deployments.deploy({ id }, { version: 1 }, { commandId: "4" }),
      () =>
        send(
          jane,
          { type: "SaveVersion", prompt: { id }, number: "next", mode: "replace", input: {} },
          { commandId: "5" },
        ),
      () =>
        send(
          jane,
          { type: "SaveVersion", prompt: { id }, number: "current", mode: "patch", input: {} },
          { commandId: "6" },
        ),
      () => jane.deployments.promote({ id }, { from: "production", to: "staging" }, { commandId: "7" }),
      () => jane.deployments.undeploy({ id }, { environment: "staging" }, { commandId: "8" }),
      () => jane.versions.delete({ id }, 2, { commandId: "9" }),
      () => jane.prompts.delete({ id }, { commandId: "10" }),
    ];
    const first = [];
    for (const write of writes) {
      first.push(await write());
      await clock.advance(1000);
    }
    for (const [index, write] of writes.entries()) {
      const before = first[index];
      expect(await write()).toEqual({ ...before, receipt: { ...before?.receipt, repeated: true } });
    }
  });

  test("repeats also that nothing changed, though by now it would", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    const star = () => jane.prompts.star({ id }, false, { commandId: "unstar" });
    expect((await star()).receipt).toMatchObject({ changed: false, repeated: false });
    await jane.prompts.star({ id });
    const again = await star();
    expect(again).toMatchObject({ starred: false, receipt: { changed: false, repeated: true } });
    expect((await jane.prompts.get({ id })).starred).toBe(true);
  });

  test("with another input or expectation is refused; another reason is the same command", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    await jane.prompts.edit({ id }, { name: "a" }, { commandId: "edit", reason: "first" });
    const reused = {
      code: "command-id-reused",
      message: "the command id edit was used before with another input; use a new one",
      fields: [],
    };
    const commandId = "edit";
    expect(await refusal(jane.prompts.edit({ id }, { name: "b" }, { commandId }))).toEqual(reused);
    expect(await refusal(jane.prompts.edit({ id }, { name: "a" }, { commandId, expected: 1 }))).toEqual(
      reused,
    );
    const again = await jane.prompts.edit({ id }, { name: "a" }, { commandId, reason: "again" });
    expect(again.receipt.repeated).toBe(true);
  });

  test("that comes twice at once is applied once", async () => {
    const { jane } = bench();
    const create = () => jane.prompts.create({ name: "n" }, { commandId: "create" });
    const results = await Promise.all([create(), create(), create()]);
    expect(results.map(({ receipt }) => receipt.repeated).sort()).toEqual([false, true, true]);
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(await logOf(jane)).toEqual(["PromptCreated", "SlugClaimed"]);
  });

  test("is a tenant's own", async () => {
    const { jane, ledger } = bench();
    const other = ledger.as({ tenant: "other", actor: { id: "jane" } });
    await jane.prompts.create({ name: "a" }, { commandId: "create" });
    expect((await other.prompts.create({ name: "b" }, { commandId: "create" })).receipt.repeated).toBe(false);
  });

  test("of a refused command is free for another one", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    await refusal(jane.versions.commit({ id }, {}, { commandId: "free" }));
    expect((await jane.prompts.star({ id }, true, { commandId: "free" })).receipt.repeated).toBe(false);
  });
});

describe("an expected revision", () => {
  test("is the prompt's, and refuses the write where it is another", async () => {
    const { jane } = bench();
    const { id, revision } = await jane.prompts.create({ name: "n" });
    const edited = await jane.prompts.edit({ id }, { name: "a" }, { expected: revision });
    expect(edited.revision).toBe(revision + 1);
    expect(await refusal(jane.prompts.edit({ id }, { name: "b" }, { expected: revision }))).toEqual({
      code: "revision-mismatch",
      message: `expected revision ${revision} of the prompt, but it is ${revision + 1}; read it again`,
      fields: ["expected"],
    });
  });

  test("is what every answer about the prompt carries, and fits the next write to it, whichever it is", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    const created = await jane.versions.create(prompt, saying("a"), { expected: prompt.revision });
    const starred = await jane.prompts.star(prompt, true, { expected: created.promptRevision });
    const edited = await jane.versions.edit(prompt, 1, saying("b"), { expected: starred.revision });
    expect(
      await refusal(jane.versions.commit(prompt, {}, { expected: created.promptRevision })),
    ).toMatchObject({
      code: "revision-mismatch",
    });
    const committed = await jane.versions.commit(prompt, {}, { expected: edited.promptRevision });
    const deployed = await jane.deployments.deploy(
      prompt,
      { version: 1 },
      { expected: committed.promptRevision },
    );
    const read = [
      (await jane.prompts.get(prompt)).revision,
      (await jane.versions.get(prompt, 1)).promptRevision,
      (await jane.versions.list(prompt)).items[0]?.promptRevision,
      (await jane.deployments.list(prompt))[0]?.promptRevision,
    ];
    expect(read).toEqual(read.map(() => deployed.promptRevision));
    await jane.deployments.undeploy(prompt, {}, { expected: deployed.promptRevision });
  });

  test("0 is what is expected of a prompt that does not exist", async () => {
    const { jane } = bench();
    await jane.prompts.create({ name: "n" }, { expected: 0 });
    expect(await refusal(jane.prompts.create({ name: "n" }, { expected: 1 }))).toMatchObject({
      code: "revision-mismatch",
    });
  });
});

describe("a time of the past", () => {
  test("is kept beside the time of the recording, and is when things happened", async () => {
    const { jane } = bench();
    const then = BEGINNING - 5000;
    const prompt = await jane.prompts.create({ name: "n" }, { occurredAt: then });
    expect(prompt).toMatchObject({ createdAt: then, updatedAt: then });
    const [event] = (await jane.history.of(prompt)).items;
    expect(event).toMatchObject({ at: then, occurredAt: then, recordedAt: BEGINNING });
  });

  test("may be now or the time of the last event, but neither later nor earlier", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "n" }, { occurredAt: BEGINNING - 5000 });
    await jane.prompts.edit({ id }, { name: "a" }, { occurredAt: BEGINNING - 5000 });
    expect(await refusal(jane.prompts.edit({ id }, { name: "b" }, { occurredAt: BEGINNING - 5001 }))).toEqual(
      {
        code: "time-goes-back",
        message: `occurredAt must not lie before the last event, which happened at ${BEGINNING - 5000}`,
        fields: ["occurredAt"],
      },
    );
    expect(await refusal(jane.prompts.edit({ id }, { name: "b" }, { occurredAt: BEGINNING + 1 }))).toEqual({
      code: "time-in-future",
      message: "occurredAt lies 1 ms in the future",
      fields: ["occurredAt"],
    });
    await jane.prompts.edit({ id }, { name: "b" }, { occurredAt: BEGINNING });
  });

  test("may not lie before the last event of a slug that is wanted; a name then gets another one", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "Wanted" }, { occurredAt: BEGINNING - 3000 });
    await jane.prompts.delete({ id }, { occurredAt: BEGINNING - 2000 });
    const early = { occurredAt: BEGINNING - 2500 };
    const given = jane.prompts.create({ name: "Wanted", slug: "wanted" }, early);
    expect(await refusal(given)).toMatchObject({ code: "time-goes-back" });
    const named = await jane.prompts.create({ name: "Wanted" }, early);
    expect(named.slug).toBe(`wanted-${named.id.slice(-6)}`);
    const later = await jane.prompts.create({ name: "Wanted" }, { occurredAt: BEGINNING - 2000 });
    expect(later.slug).toBe("wanted");
  });

  test("of one batch may be the same for all that it does", async () => {
    const { jane } = bench();
    await jane.batch(
      [
        { type: "CreatePrompt", id: "p", name: "n" },
        { type: "CreateVersion", prompt: { id: "p" }, input: saying("a") },
        { type: "CommitVersion", prompt: { id: "p" } },
      ],
      { occurredAt: BEGINNING - 1000 },
    );
    expect((await jane.history.of({ id: "p" })).items.map(({ at }) => at)).toEqual(
      Array(3).fill(BEGINNING - 1000),
    );
  });
});

describe("a batch", () => {
  test("sees what it has done so far, also slugs, and is answered command by command", async () => {
    const { jane } = bench();
    await jane.prompts.create({ id: "a", name: "Name" });
    const { receipt, answers } = await jane.batch([
      { type: "DeletePrompt", prompt: { id: "a" } },
      { type: "CreatePrompt", id: "b", name: "Name" },
      { type: "CreateVersion", prompt: { id: "b" }, input: saying("a") },
      { type: "EditPrompt", prompt: { id: "b" }, starred: false },
      { type: "EditVersion", prompt: { id: "b" }, changes: saying("b") },
    ]);
    expect(receipt).toMatchObject({ changed: true, repeated: false });
    expect(answers[0]).toMatchObject({ id: "a", deleted: true });
    expect(answers[1]).toMatchObject({ id: "b", slug: "name", numbers: [], createdAt: BEGINNING });
    expect(answers[2]).toMatchObject({ number: 1, content: saying("a") });
    expect(answers[3]).toMatchObject({ id: "b", numbers: [1] });
    expect(answers[4]).toMatchObject({ number: 1, content: saying("b") });
  });

  test("is none at all where one command is refused", async () => {
    const { jane } = bench();
    const batch = jane.batch([
      { type: "CreatePrompt", id: "a", name: "a" },
      { type: "CreatePrompt", id: "a", name: "b" },
    ]);
    expect(await refusal(batch)).toMatchObject({ code: "id-taken" });
    expect(await logOf(jane)).toEqual([]);
    expect((await jane.prompts.find()).total).toBe(0);
  });

  test("has at most 200 commands", async () => {
    const { jane } = bench();
    const creates = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        type: "CreatePrompt" as const,
        id: `p${index}`,
        name: "n",
      }));
    expect((await refusal(jane.batch(creates(201)))).fields).toEqual(["commands"]);
    await jane.batch(creates(200));
    expect((await jane.prompts.find()).total).toBe(200);
  });
});

describe("a session", () => {
  test("may stand for another environment than production", async () => {
    const { jane, ledger } = bench();
    const staging = ledger.as({ tenant: "acme", actor: { id: "jane" }, environment: "staging" });
    const { id } = await jane.prompts.create({ name: "n" });
    await send(jane, { type: "SaveVersion", prompt: { id }, number: 1, mode: "replace", input: saying("a") });
    expect(await staging.deployments.deploy({ id }, { version: 1 })).toMatchObject({
      environment: "staging",
    });
    expect((await staging.prompts.get({ id })).live?.number).toBe(1);
    expect((await jane.prompts.get({ id })).live).toBeNull();
    expect(await refusal(jane.resolve("n"))).toMatchObject({ code: "not-deployed" });
    expect((await staging.resolve("n")).environment).toBe("staging");
    expect((await jane.resolve("n", { environment: "staging" })).number).toBe(1);
    await staging.deployments.undeploy({ id });
    expect(await jane.deployments.list({ id })).toEqual([]);
  });

  test.each<[object, string]>([
    [{ tenant: "a/b" }, "tenant"],
    [{ tenant: "_server" }, "tenant"],
    [{ actor: { id: "" } }, "actor.id"],
    [{ actor: { id: "a", kind: "robot" } }, "actor.kind"],
    [{ environment: "a b" }, "environment"],
  ])("is refused with %j", async (change, field) => {
    const { ledger } = bench();
    const identity = { tenant: "acme", actor: { id: "jane" }, ...change };
    expect(await refusal((async () => ledger.as(identity as never))())).toMatchObject({
      code: "invalid-input",
      fields: [field],
    });
  });

  test("of a closed ledger writes nothing more", async () => {
    const { ledger, jane } = bench();
    const writing = jane.prompts.create({ name: "n" });
    await ledger.close();
    await ledger.close();
    expect((await writing).name).toBe("n");
    expect(await refusal(jane.prompts.create({ name: "n" }))).toMatchObject({ code: "store-closed" });
    expect(() => ledger.as({ tenant: "acme", actor: { id: "jane" } })).toThrow(
      expect.objectContaining({ code: "store-closed" }),
    );
  });
});
