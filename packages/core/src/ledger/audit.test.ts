import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import { LedgerError } from "../errors.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import type { Resolution } from "../read/resolution.ts";
import type { EventStore } from "../store/event-store.ts";
import type { RecordStore } from "../store/record-store.ts";
import type { LedgerCommand } from "../write/command.ts";
import { createLedger } from "./create-ledger.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

async function eventsOf(ledger: TenantLedger): Promise<readonly LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for await (const event of ledger.history.log()) events.push(event);
  return events;
}

/** The types of the events about keys and people. */
async function toldOf(ledger: TenantLedger): Promise<readonly string[]> {
  const types = (await eventsOf(ledger)).map(({ type }) => type);
  return types.filter((type) => type.startsWith("Key") || type === "PersonErased");
}

const person = { email: "ann@example.com", firstName: "Ann", lastName: "Lee" };

describe("the history says", () => {
  test("who made and revoked a key, and why; never its secret", async () => {
    const { jane } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    const metadata = { ticket: "OPS-17" };
    const { id, secret } = await jane.applications.createKey("app", { reason: "a new host", metadata });
    await jane.applications.deleteKey("app", id, { reason: "leaked" });
    const events = await eventsOf(jane);
    expect(events.slice(-2)).toMatchObject([
      {
        type: "KeyCreated",
        data: { keyId: id, actorId: "app:app", actorKind: "application" },
        actor: "jane",
        reason: "a new host",
        metadata: { metadata },
        promptId: null,
      },
      { type: "KeyRevoked", data: { keyId: id, actorId: "app:app" }, actor: "jane", reason: "leaked" },
    ]);
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  test("that the host made and revoked a key, for whom, and by whom", async () => {
    const { ledger, jane } = bench();
    const key = { id: "k", tenant: "acme", actor: { id: "bob", kind: "user" }, createdAt: 1 } as const;
    await ledger.keys.add("the secret of bob", key);
    // Its secret is known already: nothing changes.
    await ledger.keys.add("the secret of bob", key);
    const [stored] = await ledger.keys.list();
    if (stored === undefined) throw new Error("the key was not stored");
    await ledger.keys.remove(stored, { by: "deployment", reason: "rotated" });
    await ledger.keys.remove(stored);
    expect(await eventsOf(jane)).toMatchObject([
      { type: "KeyCreated", data: { keyId: "k", actorId: "bob", actorKind: "user" }, actor: "host" },
      { type: "KeyRevoked", data: { keyId: "k" }, actor: "deployment", reason: "rotated" },
    ]);
    // The actor that the host names is no person of the tenant.
    expect(await jane.actors.list()).toEqual([]);
    expect(await refusal(ledger.keys.add("s", key, { by: "" }))).toMatchObject({ fields: ["by"] });
    expect(await refusal(ledger.keys.add("s", { ...key, id: "__proto__" }))).toMatchObject({
      code: "invalid-input",
    });
  });

  test("who disabled and enabled a key, once each, and finishes what failed", async () => {
    const { jane } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    const { id } = await jane.applications.createKey("app");
    for (const enabled of [false, false, true, true])
      await jane.applications.setKeyEnabled("app", id, enabled, { reason: "a test" });
    expect(await toldOf(jane)).toEqual(["KeyCreated", "KeyDisabled", "KeyEnabled"]);
    expect((await eventsOf(jane)).at(-1)).toMatchObject({
      data: { keyId: id, actorId: "app:app" },
      actor: "jane",
      reason: "a test",
    });
  });

  test("who erased a person, once", async () => {
    const { jane, as } = bench();
    await as("ann", person).prompts.create({ name: "n" });
    await jane.actors.erase("ann", { reason: "asked for it" });
    await jane.actors.erase("ann");
    const events = await eventsOf(jane);
    expect(await toldOf(jane)).toEqual(["PersonErased"]);
    expect(events.at(-1)).toMatchObject({
      data: { actorId: "ann" },
      actor: "jane",
      reason: "asked for it",
    });
    expect(JSON.stringify(events)).not.toContain(person.email);
    await as("ann", person).prompts.create({ name: "m" });
    await jane.actors.erase("ann");
    expect(await toldOf(jane)).toEqual(["PersonErased"]);
  });

  test("of which kind an actor was, and which prompt an event is about", async () => {
    const { jane, as } = bench();
    const { id } = await jane.prompts.create({ name: "n", slug: "n" });
    await jane.access.grant(
      { id },
      { subject: { type: "user", id: "ann" }, permissions: ["READ", "UPDATE"] },
    );
    await as("ann", { kind: "user" }).versions.create({ id }, saying("a"));
    await as("root", { kind: "admin" }).applications.create({ id: "app", name: "App" });
    const events = await eventsOf(jane);
    expect(events.map(({ type, actorKind, promptId }) => [type, actorKind, promptId])).toEqual([
      ["PromptCreated", "host", id],
      ["SlugClaimed", "host", id],
      ["AccessGranted", "host", id],
      ["VersionCreated", "user", id],
      ["ApplicationCreated", "admin", null],
    ]);
  });

  test("from which environment a version was promoted", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    await jane.versions.create({ id }, saying("a"));
    await jane.versions.commit({ id });
    await jane.deployments.deploy({ id }, { version: 1, environment: "staging" });
    await jane.deployments.promote({ id }, { from: "staging", to: "production" });
    expect((await jane.history.of({ id })).items.slice(-2)).toMatchObject([
      { type: "VersionDeployed", data: expect.not.objectContaining({ promotedFrom: expect.anything() }) },
      { type: "VersionDeployed", data: { environment: "production", promotedFrom: "staging" } },
    ]);
  });
});

describe("what fails between the event and the record", () => {
  /** A ledger whose store fails in one place when it is set to fail. */
  function failing(place: "put" | "remove" | "append") {
    let fails = false;
    const away = async (): Promise<never> => {
      throw new LedgerError("unavailable", "the storage did not answer");
    };
    const made = bench((inner: EventStore): EventStore => {
      const records: RecordStore = {
        ...inner.records,
        put: (...call) => (fails && place === "put" ? away() : inner.records.put(...call)),
        remove: (...call) => (fails && place === "remove" ? away() : inner.records.remove(...call)),
      };
      return {
        ...inner,
        records,
        append: (batch) => (fails && place === "append" ? away() : inner.append(batch)),
      };
    });
    const fail = (value: boolean): void => {
      fails = value;
    };
    return { ...made, fail };
  }
  const unfinished = { code: "outcome-unknown", message: expect.stringContaining("repeat the call") };

  test("when a key is made: it does not work, and the caller knows", async () => {
    const { jane, fail } = failing("put");
    await jane.applications.create({ id: "app", name: "App" });
    fail(true);
    expect(await refusal(jane.applications.createKey("app"))).toMatchObject(unfinished);
    fail(false);
    expect(await jane.applications.keys("app")).toEqual([]);
    expect(await toldOf(jane)).toEqual(["KeyCreated"]);
  });

  test("when a key is revoked: it has ended, and repeating the call adds the event once", async () => {
    const { jane, fail } = failing("append");
    await jane.applications.create({ id: "app", name: "App" });
    const { id } = await jane.applications.createKey("app");
    fail(true);
    expect(await refusal(jane.applications.deleteKey("app", id))).toMatchObject(unfinished);
    fail(false);
    expect(await jane.applications.keys("app")).toEqual([]);
    expect(await toldOf(jane)).toEqual(["KeyCreated"]);
    for (let time = 1; time <= 2; time++) await jane.applications.deleteKey("app", id);
    expect(await toldOf(jane)).toEqual(["KeyCreated", "KeyRevoked"]);
  });

  test("when a key is disabled or enabled: repeating the call does the rest, with one event", async () => {
    for (const [place, enabled] of [
      ["append", false],
      ["put", true],
    ] as const) {
      const { jane, fail } = failing(place);
      await jane.applications.create({ id: "app", name: "App" });
      const { id } = await jane.applications.createKey("app");
      if (enabled) await jane.applications.setKeyEnabled("app", id, false);
      const before = await toldOf(jane);
      fail(true);
      expect(await refusal(jane.applications.setKeyEnabled("app", id, enabled))).toMatchObject(unfinished);
      fail(false);
      // While the outcome is unknown, it does not work.
      expect(await jane.applications.keys("app")).toMatchObject([{ enabled: false }]);
      for (let time = 1; time <= 2; time++)
        expect(await jane.applications.setKeyEnabled("app", id, enabled)).toMatchObject({ enabled });
      expect(await toldOf(jane)).toEqual([...before, enabled ? "KeyEnabled" : "KeyDisabled"]);
    }
  });

  test("when the host's key is revoked: the same", async () => {
    const { ledger, jane, fail } = failing("append");
    const key = { id: "k", tenant: "acme", actor: { id: "bob", kind: "user" }, createdAt: 1 } as const;
    await ledger.keys.add("the secret of bob", key);
    const stored = await ledger.keys.find("the secret of bob");
    if (stored === null) throw new Error("the key was not stored");
    fail(true);
    expect(await refusal(ledger.keys.remove(stored))).toMatchObject(unfinished);
    fail(false);
    expect(await ledger.keys.find("the secret of bob")).toBeNull();
    for (let time = 1; time <= 2; time++) await ledger.keys.remove(stored);
    expect(await toldOf(jane)).toEqual(["KeyCreated", "KeyRevoked"]);
  });

  test("when a person is erased: repeating the call with its command id erases them, with one event", async () => {
    const { jane, as, fail } = failing("put");
    await as("ann", person).prompts.create({ name: "n" });
    await jane.prompts.create({ name: "m" });
    fail(true);
    const erase = () => jane.actors.erase("ann", { commandId: "erase-ann" });
    expect(await refusal(erase())).toMatchObject(unfinished);
    fail(false);
    await erase();
    expect(await jane.actors.describe(["ann"])).toMatchObject([{ email: null, firstName: null }]);
    expect(await toldOf(jane)).toEqual(["PersonErased"]);
  });
});

test("what is about a record is not for batches, which could not change it", async () => {
  const { jane } = bench();
  for (const [type, call] of [
    ["CreateKey", "applications.createKey"],
    ["SetKeyEnabled", "applications.setKeyEnabled"],
    ["RevokeKey", "applications.deleteKey"],
    ["ErasePerson", "actors.erase"],
  ]) {
    const command = { type, keyId: "k", actorId: "a", actorKind: "user" } as unknown as LedgerCommand;
    expect(await refusal(jane.batch([command]))).toMatchObject({
      code: "invalid-input",
      message: `commands[0].type: is not for batches; use ${call}`,
    });
  }
  expect(await eventsOf(jane)).toEqual([]);
});

describe("metadata of the host", () => {
  const withMetadata = (metadata: unknown) => {
    const { jane } = bench();
    return jane.prompts.create({ name: "n" }, { metadata } as never);
  };

  test.each([
    ["a nested value", { a: { b: 1 } }, "must be flat"],
    ["a list", { a: [1] }, "must be flat"],
    ["a text", "a", "expected an object"],
    ["a value that is no JSON", { a: Number.NaN }, ""],
    ["more than 1,024 bytes", { a: "x".repeat(1017) }, "at most 1024 bytes"],
    ["more than 1,024 bytes in fewer characters", { a: "€".repeat(339) }, "at most 1024 bytes"],
  ])("%s is refused", async (_, metadata, message) => {
    const error = await refusal(withMetadata(metadata));
    expect(error).toMatchObject({ code: "invalid-input", message: expect.stringContaining(message) });
    expect((error as { fields: readonly string[] }).fields[0]).toMatch(/^metadata/u);
  });

  test("is that of the session where a write gives none", async () => {
    const { ledger } = bench();
    const request = { request: "r-1" };
    const own = { ticket: "OPS-17" };
    const jane = ledger.as({ tenant: "acme", actor: { id: "jane" }, metadata: request });
    const prompt = await jane.prompts.create({ name: "n", description: "a secret" });
    await jane.prompts.star(prompt, true, { metadata: own });
    await jane.applications.create({ id: "app", name: "App" });
    await jane.history.redact({ text: "a secret" }, { reason: "it is one" });
    const kept = (await eventsOf(jane)).map(({ type, metadata }) => [type, metadata.metadata]);
    expect(kept).toEqual([
      ["PromptCreated", request],
      ["SlugClaimed", request],
      ["PromptEdited", own],
      ["ApplicationCreated", request],
      ["EventRedacted", request],
    ]);
    const wrong = async () =>
      ledger.as({ tenant: "acme", actor: { id: "jane" }, metadata: { a: [] as never } });
    expect(await refusal(wrong())).toMatchObject({ code: "invalid-input", fields: ["metadata"] });
  });

  test.each(["x".repeat(1016), "€".repeat(338)])("up to 1,024 bytes are kept", async (text) => {
    await expect(withMetadata({ a: text })).resolves.toMatchObject({ name: "n" });
  });
});

describe("a hook of the host", () => {
  test("gets who resolved what, once for each answer", async () => {
    const { store, jane } = bench();
    const seen: Resolution[] = [];
    const ledger = createLedger({ store, onResolve: (resolution) => seen.push(resolution) });
    const prompt = await jane.prompts.create({ name: "n", slug: "greeting" });
    await jane.versions.create(prompt, saying("a"));
    await jane.versions.commit(prompt);
    const bob = ledger.as({ tenant: "acme", actor: { id: "bob", kind: "admin" } });
    await expect(bob.resolve("greeting")).rejects.toMatchObject({ code: "not-deployed" });
    const { contentHash, revision, receipt } = await jane.deployments.deploy(prompt, { version: 1 });
    await bob.resolve("greeting");
    await bob.resolve(prompt, { at: { position: receipt.position } });
    const once = {
      ...{ tenant: "acme", actor: "bob", actorKind: "admin", promptId: prompt.id, slug: "greeting" },
      ...{ environment: "production", number: 1, revision, contentHash, isPast: false },
    };
    expect(seen).toEqual([once, { ...once, isPast: true }]);
  });

  test("that throws makes the call throw the same", async () => {
    const { store, jane } = bench();
    const failure = new Error("no room for it");
    const ledger = createLedger({
      store,
      onResolve() {
        throw failure;
      },
    });
    const prompt = await jane.prompts.create({ name: "n", slug: "n" });
    await jane.versions.create(prompt, saying("a"));
    await jane.versions.commit(prompt);
    await jane.deployments.deploy(prompt, { version: 1 });
    await expect(ledger.as({ tenant: "acme", actor: { id: "bob" } }).resolve("n")).rejects.toBe(failure);
    expect(() => createLedger({ store, onResolve: 1 as never })).toThrow("onResolve");
  });
});
