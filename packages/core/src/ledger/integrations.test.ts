// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { memoryEventStore } from "@promptledger/adapter-memory";
import { assert, asyncProperty, dictionary, oneof, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { bench, countingIds, countingSecrets, logOf } from "../../test/ledger.ts";
import { SECRET_MASK } from "../integration/configuration.ts";
import type { ModelCall } from "../ports/models.ts";
import type { EventStore } from "../store/event-store.ts";
import { createLedger } from "./create-ledger.ts";

const OPENAI = {
  type: "openai",
  description: "ours",
  configuration: { api_key: "sk-secret", endpoint: "https://models.test/v1", timeout: 5 },
};

/** Everything that a store keeps of a tenant, as text. */
async function kept(store: EventStore): Promise<string> {
  const events: unknown[] = [];
  for await (const event of store.readLog("acme", { after: 0 })) events.push(event);
  return JSON.stringify(events);
}

describe("an integration", () => {
  test("is created, updated by what is given, and deleted; the same again changes nothing", async () => {
    const { jane } = bench();
    const made = await jane.integrations.save("openai", OPENAI);
    expect(made).toMatchObject({
      name: "openai",
      type: "openai",
      category: "AI_MODEL",
      description: "ours",
      enabled: true,
      configuration: { endpoint: "https://models.test/v1", timeout: 5 },
      secrets: ["api_key"],
      models: [],
      createdBy: "jane",
    });
    expect((await jane.integrations.save("openai", OPENAI)).receipt.changed).toBe(false);
    const off = await jane.integrations.save("openai", { type: "openai", enabled: false, category: "OTHER" });
    expect(off).toMatchObject({ enabled: false, description: "ours", secrets: ["api_key"] });
    expect(await jane.integrations.list({ activeOnly: true })).toEqual([]);
    expect(await jane.integrations.list({ category: "AI_MODEL" })).toEqual([]);
    const { receipt: _receipt, ...shown } = off;
    expect(await jane.integrations.list()).toEqual([shown]);
    await expect(jane.integrations.save("openai", { type: "azure" })).rejects.toMatchObject({
      code: "invalid-input",
      issues: [{ field: "type" }],
    });
    expect(await jane.integrations.delete("openai")).toMatchObject({ name: "openai" });
    await expect(jane.integrations.get("openai")).rejects.toMatchObject({
      code: "integration-not-found",
      message: "No such integration: openai",
    });
    await expect(jane.integrations.delete("openai")).rejects.toMatchObject({
      code: "integration-not-found",
    });
    expect(await logOf(jane)).toEqual(["IntegrationCreated", "IntegrationEdited", "IntegrationDeleted"]);
  });

  test("has models, which go with it", async () => {
    const { jane } = bench();
    await expect(jane.integrations.saveModel("openai", "m", {})).rejects.toMatchObject({
      code: "integration-not-found",
    });
    await jane.integrations.save("openai", { type: "openai" });
    const model = await jane.integrations.saveModel("openai", "ft:m", { configuration: { token: "t" } });
    expect(model).toMatchObject({ integration: "openai", name: "ft:m", enabled: true, secrets: ["token"] });
    expect((await jane.integrations.saveModel("openai", "ft:m", {})).receipt.changed).toBe(false);
    await jane.integrations.saveModel("openai", "a", { description: "d" });
    expect(await jane.integrations.saveModel("openai", "a", { enabled: false })).toMatchObject({
      description: "d",
      enabled: false,
    });
    expect((await jane.integrations.get("openai")).models.map(({ name }) => name)).toEqual(["a", "ft:m"]);
    expect(await jane.integrations.deleteModel("openai", "a")).toMatchObject({ name: "a" });
    await expect(jane.integrations.getModel("openai", "a")).rejects.toMatchObject({
      code: "integration-not-found",
      message: "No such integration model: openai:a",
    });
    await jane.integrations.delete("openai");
    await jane.integrations.save("openai", { type: "azure" });
    expect((await jane.integrations.get("openai")).models).toEqual([]);
  });

  test("belongs to who made it; who makes one of that name again begins without the grants of before", async () => {
    const { as, jane } = bench();
    const [ann, bob] = [as("ann", { kind: "user" }), as("bob", { kind: "user" })];
    for (const id of ["ann", "bob"]) {
      await expect(
        as(id, { kind: "user" }).integrations.save("mine", { type: "openai" }),
      ).rejects.toMatchObject({
        code: "forbidden",
      });
      const subject = { type: "user", id } as const;
      await jane.access.grant({ tenant: true }, { subject, permissions: ["CREATE"] });
    }
    await ann.integrations.save("mine", { type: "openai" });
    await ann.integrations.saveModel("mine", "m", {});
    await ann.access.grant(
      { integration: "mine", model: "m" },
      { subject: { type: "user", id: "bob" }, permissions: ["READ"] },
    );
    expect(await bob.integrations.getModel("mine", "m")).toMatchObject({ name: "m" });
    await expect(bob.integrations.get("mine")).rejects.toMatchObject({ code: "forbidden" });
    expect(await bob.integrations.list()).toEqual([]);
    await expect(bob.integrations.save("mine", { type: "openai" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await ann.integrations.delete("mine");
    await bob.integrations.save("mine", { type: "openai" });
    await bob.integrations.saveModel("mine", "m", {});
    await expect(ann.integrations.get("mine")).rejects.toMatchObject({ code: "forbidden" });
    expect(await bob.access.grants({ integration: "mine", model: "m" })).toEqual([]);
  });

  test.each(["", "a:b", "a\nb", "x".repeat(101), "__proto__"])("is not called %j", async (name) => {
    const { jane } = bench();
    await expect(jane.integrations.save(name, { type: "openai" })).rejects.toMatchObject({
      issues: [{ field: "name" }],
    });
  });

  test("of a name that every object has is one like others", async () => {
    const { jane } = bench();
    await expect(jane.integrations.get("constructor")).rejects.toMatchObject({
      code: "integration-not-found",
    });
    await jane.integrations.save("constructor", { type: "openai" });
    await jane.integrations.saveModel("constructor", "toString", { description: "d" });
    expect(await jane.integrations.getModel("constructor", "toString")).toMatchObject({ description: "d" });
  });
});

describe("the secrets of a configuration", () => {
  test("are in no event, record, answer or error in the clear, whatever they and their fields are called", async () => {
    await assert(
      asyncProperty(
        dictionary(string({ minLength: 1, maxLength: 12 }), string({ minLength: 8, maxLength: 30 }), {
          minKeys: 1,
          maxKeys: 4,
        }),
        oneof(string({ minLength: 1, maxLength: 5 }), string({ minLength: 1, unit: "grapheme" })),
        async (fields, id) => {
          const marked = Object.fromEntries(
            Object.entries(fields).map(([name, value]) => [`k${name}`, `hush-${value}`]),
          );
          const { jane, store } = bench();
          const commandId = `c${id.replaceAll("\u0000", "")}`;
          const given = { type: "openai", configuration: marked };
          const saved = await jane.integrations.save("openai", given, { commandId }).catch(String);
          const repeated = await jane.integrations.save("openai", given, { commandId }).catch(String);
          const command = (await store.load("acme", { command: commandId.slice(0, 255) })).command;
          const texts = [JSON.stringify([saved, repeated, command]), await kept(store)];
          for (const text of texts) expect(text).not.toContain("hush-");
        },
      ),
      { numRuns: 100 },
    );
  });

  test("are kept if the mask is saved, sealed again if they change, and removed if they are not given", async () => {
    const { jane, store } = bench();
    await jane.integrations.save("openai", OPENAI);
    const masked = { ...OPENAI.configuration, api_key: SECRET_MASK };
    expect(
      (await jane.integrations.save("openai", { type: "openai", configuration: masked })).receipt.changed,
    ).toBe(false);
    const changed = { ...OPENAI.configuration, api_key: "sk-other" };
    expect(
      (await jane.integrations.save("openai", { type: "openai", configuration: changed })).receipt.changed,
    ).toBe(true);
    expect(await kept(store)).not.toMatch(/sk-/u);
    const none = await jane.integrations.save("openai", { type: "openai", configuration: {} });
    expect(none).toMatchObject({ configuration: {}, secrets: [] });
    const nothing = jane.integrations.save("openai", { type: "openai", configuration: masked });
    await expect(nothing).rejects.toMatchObject({
      code: "invalid-input",
      issues: [{ field: "configuration.api_key" }],
    });
  });

  test("are not sent to another address by an actor that may change the provider, but does not know them", async () => {
    const { jane, as } = bench();
    await jane.integrations.save("openai", OPENAI);
    const ann = { type: "user", id: "ann" } as const;
    await jane.access.grant({ integration: "openai" }, { subject: ann, permissions: ["READ", "UPDATE"] });
    const configuration = { ...OPENAI.configuration, api_key: SECRET_MASK, endpoint: "https://evil.test" };
    // The key of the tenant once went along to the new address.
    const moved = as("ann", { kind: "user" }).integrations.save("openai", { type: "openai", configuration });
    await expect(moved).rejects.toMatchObject({
      code: "invalid-input",
      issues: [{ field: "configuration.api_key" }],
    });
    expect(await jane.integrations.get("openai")).toMatchObject({
      configuration: { endpoint: OPENAI.configuration.endpoint },
    });
  });

  test("are refused by a ledger without a key, which names the field", async () => {
    const ledger = createLedger({ store: memoryEventStore(), ids: countingIds() });
    const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
    await expect(acme.integrations.save("openai", OPENAI)).rejects.toMatchObject({
      code: "secrets-unavailable",
      issues: [{ field: "configuration.api_key" }],
    });
    const open = { type: "openai", configuration: { endpoint: "https://models.test", timeout: 5 } };
    expect(await acme.integrations.save("openai", open)).toMatchObject({ secrets: [] });
    const hidden = { type: "openai", configuration: { endpoint: "https://me:pw@models.test" } };
    await expect(acme.integrations.save("openai", hidden)).rejects.toMatchObject({
      code: "secrets-unavailable",
    });
  });
});

describe("testing a prompt", () => {
  function testing(secrets = countingSecrets()) {
    const calls: ModelCall[] = [];
    const store = memoryEventStore();
    const ledger = createLedger({
      store,
      secrets,
      models: {
        async complete(call) {
          calls.push(call);
          return { text: "answer" };
        },
      },
    });
    return { calls, store, ledger, acme: ledger.as({ tenant: "acme", actor: { id: "jane" } }) };
  }

  test("renders the template, opens the secrets for the call, and answers the model's text", async () => {
    const { calls, acme } = testing();
    await acme.integrations.save("openai", OPENAI);
    await acme.integrations.saveModel("openai", "gpt-4o", { configuration: { token: "t" } });
    const signal = new AbortController().signal;
    const answer = await acme.integrations.test({
      integration: "openai",
      model: "gpt-4o",
      prompt: "Hi ${who}, ${missing}",
      variables: { who: "Jane" },
      mode: "lenient",
      temperature: 0.1,
      topP: 0.9,
      maxTokens: 10,
      stopWords: ["END"],
      responseFormat: "json",
      signal,
    });
    expect(answer).toEqual({ text: "answer" });
    expect(calls).toEqual([
      {
        provider: {
          name: "openai",
          type: "openai",
          category: "AI_MODEL",
          configuration: OPENAI.configuration,
        },
        model: { name: "gpt-4o", configuration: { token: "t" } },
        messages: [{ role: "user", content: "Hi Jane, ${missing}" }],
        temperature: 0.1,
        topP: 0.9,
        maxTokens: 10,
        stopWords: ["END"],
        responseFormat: "json",
        signal,
      },
    ]);
  });

  test("takes a model that was not entered, but none that is switched off, nor of no integration", async () => {
    const { acme, calls } = testing();
    const ask = { integration: "openai", model: "new", prompt: "Hi {{a}}" };
    await expect(acme.integrations.test(ask)).rejects.toMatchObject({ code: "integration-not-found" });
    await acme.integrations.save("openai", { type: "openai" });
    await acme.integrations.test({ ...ask, templateSyntax: "mustache", variables: { a: 1 } });
    expect(calls[0]?.messages).toEqual([{ role: "user", content: "Hi 1" }]);
    await acme.integrations.saveModel("openai", "new", { enabled: false });
    await expect(acme.integrations.test(ask)).rejects.toMatchObject({ issues: [{ field: "integration" }] });
    await expect(acme.integrations.test({ ...ask, maxTokens: 0 })).rejects.toMatchObject({
      issues: [{ field: "maxTokens" }],
    });
  });

  test("is refused by a ledger that cannot call models, or has lost the key", async () => {
    const { acme, store } = testing();
    await acme.integrations.save("openai", OPENAI);
    const ask = { integration: "openai", model: "m", prompt: "Hi" };
    const plain = createLedger({ store }).as({ tenant: "acme", actor: { id: "jane" } });
    await expect(plain.integrations.test(ask)).rejects.toMatchObject({ code: "models-unavailable" });
    const models = { complete: async () => ({ text: "" }) };
    const keyless = createLedger({ store, models }).as({ tenant: "acme", actor: { id: "jane" } });
    await expect(keyless.integrations.test(ask)).rejects.toMatchObject({ code: "secrets-unavailable" });
  });
});
