import { describe, expect, test } from "vitest";
import { stateAfter } from "../../test/happened.ts";
import { sealing } from "../../test/sealing.ts";
import type { IntegrationCommand, SettingsInput } from "./commands.ts";
import { SECRET_MASK } from "./configuration.ts";
import { integrationDecider, noIntegration, noModel } from "./decider.ts";
import type { IntegrationEvent, Settings } from "./events.ts";
import type { IntegrationsState } from "./state.ts";
import { INTEGRATIONS_STREAM, initialIntegrations } from "./state.ts";

const PLAIN: Settings = { description: null, enabled: true, configuration: {}, secrets: {} };
const created: IntegrationEvent = {
  type: "IntegrationCreated",
  data: { name: "openai", type: "openai", category: "AI_MODEL", ...PLAIN },
};
const added: IntegrationEvent = {
  type: "ModelAdded",
  data: { integration: "openai", model: "gpt", ...PLAIN },
};

const after = (...events: readonly IntegrationEvent[]): IntegrationsState =>
  stateAfter(integrationDecider, events);

function decide(command: IntegrationCommand, events: readonly IntegrationEvent[] = [], secrets = true) {
  const decision = integrationDecider.decide(command, after(...events), {
    secrets: secrets ? sealing : null,
  });
  return decision.status === "accepted" ? decision.events : decision.rejection;
}

function save(input: SettingsInput & { readonly type?: string; readonly category?: string } = {}) {
  return { type: "SaveIntegration", name: "openai", input: { type: "openai", ...input } } as const;
}

function saveModel(input: SettingsInput = {}) {
  return { type: "SaveModel", name: "openai", model: "gpt", input } as const;
}

test("the tenant's integrations are one stream, and none at first", () => {
  expect(INTEGRATIONS_STREAM).toBe("integrations");
  expect(integrationDecider.initialState).toBe(initialIntegrations);
  expect(initialIntegrations).toEqual({ integrations: {} });
});

describe("saving an integration", () => {
  test("creates it, with what was given or the defaults", () => {
    expect(decide(save())).toEqual([created]);
    const given = {
      category: "VECTOR_DB",
      description: "d",
      enabled: false,
      configuration: { region: "eu" },
    };
    expect(decide(save(given))).toEqual([
      { type: "IntegrationCreated", data: { ...created.data, ...given } },
    ]);
  });

  test("edits the one that is there, and tells what changed alone", () => {
    const edit = (input: SettingsInput & { readonly category?: string }) => decide(save(input), [created]);
    for (const change of [
      { category: "VECTOR_DB" },
      { description: "d" },
      { enabled: false },
      { configuration: { region: "eu" } },
    ])
      expect(edit(change)).toEqual([{ type: "IntegrationEdited", data: { name: "openai", ...change } }]);
    const both = { category: "VECTOR_DB", enabled: false };
    expect(edit(both)).toEqual([{ type: "IntegrationEdited", data: { name: "openai", ...both } }]);
  });

  test("of what is there already changes nothing", () => {
    expect(decide(save(), [created])).toEqual([]);
    expect(
      decide(save({ category: "AI_MODEL", description: null, enabled: true, configuration: {} }), [created]),
    ).toEqual([]);
  });

  test("never changes its type", () => {
    expect(decide(save({ type: "azure" }), [created])).toEqual({
      code: "invalid-input",
      message: "type: the integration openai is of the type openai, which cannot change; delete it first",
      field: "type",
    });
  });
});

describe("saving a model", () => {
  test("adds it, with what was given or the defaults", () => {
    expect(decide(saveModel(), [created])).toEqual([added]);
    expect(decide(saveModel({ description: "d", enabled: false }), [created])).toEqual([
      { type: "ModelAdded", data: { ...added.data, description: "d", enabled: false } },
    ]);
  });

  test("edits the one that is there, and tells what changed alone", () => {
    expect(decide(saveModel({ enabled: false }), [created, added])).toEqual([
      { type: "ModelEdited", data: { integration: "openai", model: "gpt", enabled: false } },
    ]);
    expect(decide(saveModel({ enabled: true }), [created, added])).toEqual([]);
  });
});

describe("deleting", () => {
  const ofModel = { type: "DeleteModel", name: "openai", model: "gpt" } as const;

  test("an integration or a model tells so", () => {
    expect(decide({ type: "DeleteIntegration", name: "openai" }, [created])).toEqual([
      { type: "IntegrationDeleted", data: { name: "openai" } },
    ]);
    expect(decide(ofModel, [created, added])).toEqual([
      { type: "ModelRemoved", data: { integration: "openai", model: "gpt" } },
    ]);
  });

  test("what is not there is refused", () => {
    const none = {
      code: "integration-not-found",
      message: "No such integration: openai",
      field: "integrations",
    };
    for (const command of [{ type: "DeleteIntegration", name: "openai" } as const, saveModel(), ofModel])
      expect(decide(command)).toMatchObject(none);
    expect(decide(ofModel, [created])).toMatchObject({
      code: "integration-not-found",
      message: "No such integration model: openai:gpt",
    });
    expect(noIntegration("openai").rejection).toMatchObject(none);
    expect(noModel("openai", "gpt").rejection).toMatchObject({
      message: "No such integration model: openai:gpt",
    });
  });

  test("names of every object are names like any other", () => {
    expect(decide({ type: "DeleteIntegration", name: "constructor" }, [created])).toMatchObject({
      code: "integration-not-found",
    });
  });
});

describe("secrets", () => {
  const NOW = sealing.seal('"sk-1"');
  const BEFORE = NOW.replace("now", "before");
  const withKey: IntegrationEvent = {
    type: "IntegrationCreated",
    data: { ...created.data, configuration: { region: "eu" }, secrets: { api_key: BEFORE } },
  };
  const shown = { region: "eu", api_key: SECRET_MASK };

  test("are sealed before they reach an event, and the rest stays readable", () => {
    expect(decide(save({ configuration: { region: "eu", api_key: "sk-1" } }))).toEqual([
      {
        type: "IntegrationCreated",
        data: { ...created.data, configuration: { region: "eu" }, secrets: { api_key: NOW } },
      },
    ]);
  });

  test("stay as they were sealed where they are saved again, in the clear or as a mask", () => {
    expect(decide(save({ configuration: shown }), [withKey])).toEqual([]);
    expect(decide(save({ configuration: { ...shown, api_key: "sk-1" } }), [withKey])).toEqual([]);
    expect(decide(save({ configuration: shown }), [withKey], false)).toEqual([]);
    expect(decide(save({ configuration: { ...shown, api_key: "sk-2" } }), [withKey])).toEqual([
      { type: "IntegrationEdited", data: { name: "openai", secrets: { api_key: sealing.seal('"sk-2"') } } },
    ]);
    expect(decide(save({ enabled: true }), [withKey], false)).toEqual([]);
    expect(decide(save({ configuration: { region: "eu" } }), [withKey])).toEqual([
      { type: "IntegrationEdited", data: { name: "openai", secrets: {} } },
    ]);
  });

  test("that stand for none are refused", () => {
    const refused = {
      code: "invalid-input",
      message:
        "configuration.api_key: stands for a stored secret, and none is stored; give the secret itself",
      field: "configuration.api_key",
    };
    expect(decide(save({ configuration: shown }))).toEqual(refused);
    expect(decide(save({ configuration: shown }), [created])).toEqual(refused);
    expect(decide(saveModel({ configuration: shown }), [created])).toEqual(refused);
    expect(decide(save({ configuration: { region: SECRET_MASK } }))).toMatchObject([
      { data: { configuration: { region: SECRET_MASK } } },
    ]);
  });

  test("need a key", () => {
    const refused = {
      code: "secrets-unavailable",
      message:
        "configuration.api_key is a secret, and this ledger was given no key to seal it with; pass createLedger `secrets`",
      field: "configuration.api_key",
    };
    const input = { configuration: { region: "eu", api_key: "sk" } };
    expect(decide(save(input), [], false)).toEqual(refused);
    expect(decide(saveModel(input), [created], false)).toEqual(refused);
    expect(decide(save({ configuration: { region: "eu" } }), [], false)).toHaveLength(1);
  });
});

describe("tags", () => {
  const docs = { key: "team", value: "docs" };
  const plain = { key: "plain", value: null };
  const names = { integration: "openai", model: "gpt" };

  test("of an integration are added and removed by one event, which tells what changed alone", () => {
    const tagged: IntegrationEvent = { type: "IntegrationTagged", data: { name: "openai", tags: [docs] } };
    const tag = { type: "TagIntegration", name: "openai", tags: [docs, docs] } as const;
    expect(decide(tag, [created])).toEqual([tagged]);
    expect(decide(tag, [created, tagged])).toEqual([]);
    const untag = { type: "UntagIntegration", name: "openai", tags: [plain, docs] } as const;
    expect(decide(untag, [created, tagged])).toEqual([
      { type: "IntegrationUntagged", data: { name: "openai", tags: [docs] } },
    ]);
    expect(decide(untag, [created])).toEqual([]);
  });

  test("of a model are its own", () => {
    const tagged: IntegrationEvent = { type: "ModelTagged", data: { ...names, tags: [plain] } };
    const tag = {
      type: "TagModel",
      name: "openai",
      model: "gpt",
      tags: [{ key: "plain", value: "" }],
    } as const;
    expect(decide(tag, [created, added])).toEqual([tagged]);
    expect(decide(tag, [created, added, tagged])).toEqual([]);
    const untag = { ...tag, type: "UntagModel" } as const;
    expect(decide(untag, [created, added, tagged])).toEqual([
      { type: "ModelUntagged", data: { ...names, tags: [plain] } },
    ]);
    expect(
      decide({ type: "UntagIntegration", name: "openai", tags: [plain] }, [created, added, tagged]),
    ).toEqual([]);
  });

  test("of what is not there cannot change", () => {
    const tags = [docs];
    for (const type of ["TagIntegration", "UntagIntegration"] as const)
      expect(decide({ type, name: "openai", tags })).toEqual(noIntegration("openai").rejection);
    for (const type of ["TagModel", "UntagModel"] as const) {
      expect(decide({ type, name: "openai", model: "gpt", tags })).toEqual(noIntegration("openai").rejection);
      expect(decide({ type, name: "openai", model: "gpt", tags }, [created])).toEqual(
        noModel("openai", "gpt").rejection,
      );
    }
  });
});
