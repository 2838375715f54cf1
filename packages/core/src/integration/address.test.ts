import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateAfter } from "../../test/happened.ts";
import { sealing } from "../../test/sealing.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import { movedBy } from "./address.ts";
import type { IntegrationCommand, SettingsInput } from "./commands.ts";
import { openConfiguration, SECRET_MASK, sealConfiguration } from "./configuration.ts";
import { integrationDecider } from "./decider.ts";
import type { IntegrationEvent, Settings } from "./events.ts";

const AT_OPENAI: JsonObject = { api_key: "sk-1", endpoint: "https://models.test/v1" };

function settings(configuration: JsonObject): Settings {
  const sealed = sealConfiguration(configuration, {}, sealing);
  if (sealed === null) throw new Error("there is a key");
  return { description: null, enabled: true, ...sealed };
}

function created(configuration: JsonObject): IntegrationEvent {
  const data = { name: "ours", type: "openai", category: "AI_MODEL", ...settings(configuration) };
  return { type: "IntegrationCreated", data };
}

function withModel(configuration: JsonObject): IntegrationEvent {
  return { type: "ModelAdded", data: { integration: "ours", model: "gpt", ...settings(configuration) } };
}

const save = (configuration: JsonObject): IntegrationCommand => ({
  type: "SaveIntegration",
  name: "ours",
  input: { type: "openai", configuration },
});
const saveModel = (input: SettingsInput): IntegrationCommand => ({
  type: "SaveModel",
  name: "ours",
  model: "gpt",
  input,
});

/** The state after a command; its rejection if there is one. */
function after(command: IntegrationCommand, ...events: readonly IntegrationEvent[]) {
  const before = stateAfter(integrationDecider, events);
  const decision = integrationDecider.decide(command, before, { secrets: sealing });
  if (decision.status === "rejected") return decision.rejection;
  return stateAfter(integrationDecider, [...events, ...decision.events]).integrations["ours"];
}

describe("a stored secret that is saved by its mask", () => {
  test.each<readonly [string, JsonObject, JsonObject]>([
    ["endpoint", AT_OPENAI, { endpoint: "https://evil.test/v1" }],
    ["endpoint", AT_OPENAI, { endpoint: "https://ann:word@models.test/v1" }],
    ["endpoint", AT_OPENAI, { endpoint: null }],
    ["endpoint", AT_OPENAI, {}],
    ["base_url", AT_OPENAI, { endpoint: "https://models.test/v1", base_url: "https://evil.test" }],
    ["endpoint", { api_key: "sk-1" }, { endpoint: "https://evil.test/v1" }],
    ["host", { api_key: "sk-1", host: "models.test" }, { host: "evil.test" }],
    ["region", { api_key: "sk-1", region: "eu" }, { region: "evil.test/" }],
    ["proxy", { api_key: "sk-1" }, { proxy: { url: "https://evil.test" } }],
    ["port", { api_key: "sk-1", host: "models.test", port: 443 }, { host: "models.test", port: 8443 }],
  ])("is refused where %s differs: %j, then %j", (field, stored, given) => {
    const message = `configuration.api_key: was given for another address, and configuration.${field} differs from it; give the secret itself again`;
    expect(after(save({ ...given, api_key: SECRET_MASK }), created(stored))).toEqual({
      code: "invalid-input",
      message,
      field: "configuration.api_key",
    });
    const model = saveModel({ configuration: { ...given, api_key: SECRET_MASK } });
    expect(after(model, created({}), withModel(stored))).toMatchObject({ message });
    // With the secret itself, the address is the caller's to choose.
    expect(after(save({ ...given, api_key: "sk-2" }), created(stored))).toMatchObject({
      secrets: { api_key: sealing.seal('"sk-2"') },
    });
  });

  test.each<readonly [JsonObject, JsonObject]>([
    [AT_OPENAI, { endpoint: "https://models.test/v1", timeout: 5, stream: true, api_version: "2026-01-01" }],
    [
      { ...AT_OPENAI, endpoint: "https://ann:word@models.test/v1" },
      { endpoint: "https://ann:word@models.test/v1" },
    ],
    [{ ...AT_OPENAI, endpoint: "https://ann:word@models.test/v1" }, { endpoint: SECRET_MASK }],
    [
      { ...AT_OPENAI, access_token: "t-1" },
      { endpoint: "https://models.test/v1", access_token: "t-2" },
    ],
  ])("is kept where the address stays: %j, then %j", (stored, given) => {
    expect(after(save({ ...given, api_key: SECRET_MASK }), created(stored))).toMatchObject({
      secrets: { api_key: sealing.seal('"sk-1"') },
    });
  });

  test("is never sent to another address, whatever else is saved with it", () => {
    const addresses = ["endpoint", "base_url", "baseUrl", "baseURL", "url", "host", "region", "constructor"];
    const secrets = ["api_key", "token", "credentials"];
    const field = fc.constantFrom(...addresses, ...secrets);
    const value = fc.constantFrom<JsonValue>("a", "b", "https://u@h", 1, null, { url: "a" }, SECRET_MASK);
    const configuration = fc.dictionary(field, value, { maxKeys: 5 });
    let kept = 0;
    fc.assert(
      fc.property(configuration, fc.dictionary(field, value, { maxKeys: 1 }), (first, change) => {
        const stored = Object.fromEntries(Object.entries(first).filter(([, one]) => one !== SECRET_MASK));
        const masks = secrets.filter((name) => name in stored).map((name) => [name, SECRET_MASK]);
        const given: JsonObject = { ...stored, ...Object.fromEntries(masks), ...change };
        const state = after(save(given), created(stored));
        if (state === undefined || !("secrets" in state)) return;
        const isKept = secrets.some((name) => given[name] === SECRET_MASK && Object.hasOwn(stored, name));
        if (!isKept) return;
        kept += 1;
        const [before, now] = [stored, openConfiguration(state, sealing)].map((one) =>
          // A number leads nowhere.
          addresses.map((name) => (typeof own(one, name) === "number" ? null : (own(one, name) ?? null))),
        );
        expect(now).toEqual(before);
      }),
      { numRuns: 2000 },
    );
    expect(kept).toBeGreaterThan(200);
  });

  test("of a model keeps its provider where it is", () => {
    const events = [created(AT_OPENAI), withModel({ token: "t" })];
    const moved = { api_key: "sk-2", endpoint: "https://evil.test" };
    expect(after(save(moved), ...events)).toEqual({
      code: "invalid-input",
      message:
        "configuration.endpoint: the model gpt holds secrets that were given for the present address; delete the model, or save it without them, and then change the address",
      field: "configuration.endpoint",
    });
    expect(after(save({ ...AT_OPENAI, timeout: 5 }), ...events)).toMatchObject({ name: "ours" });
    expect(after(save(moved), created(AT_OPENAI), withModel({ size: 7 }))).toMatchObject({ name: "ours" });
  });
});

test("what was sealed with a key that is gone counts as another address", () => {
  const stored = settings({ endpoint: "https://u:p@h" });
  const given = { endpoint: "https://u:p@h" };
  expect(movedBy(given, stored, sealing)).toBeNull();
  expect(movedBy(given, stored, null)).toBe("endpoint");
  const another = { ...sealing, open: () => expect.fail("another key") };
  expect(movedBy(given, stored, another)).toBe("endpoint");
});
