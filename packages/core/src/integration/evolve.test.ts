import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { happened, stateAfter } from "../../test/happened.ts";
import { sealing } from "../../test/sealing.ts";
import { fold } from "../decider.ts";
import type { IntegrationCommand, SettingsInput } from "./commands.ts";
import { openConfiguration } from "./configuration.ts";
import { integrationDecider } from "./decider.ts";
import type { IntegrationEvent, Settings } from "./events.ts";
import type { IntegrationsState } from "./state.ts";
import { initialIntegrations } from "./state.ts";

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

const TAG = { key: "team", value: null };
function tagged(type: "IntegrationTagged" | "IntegrationUntagged" | "ModelTagged" | "ModelUntagged") {
  const named = type.startsWith("Model") ? { integration: "openai", model: "gpt" } : { name: "openai" };
  return { type, data: { ...named, tags: [TAG] } } as IntegrationEvent;
}

describe("what happened", () => {
  const touched = (second: number) => ({ updatedAt: second * 1000, updatedBy: `actor ${second}` });
  const made = (second: number) => ({
    createdAt: second * 1000,
    createdBy: `actor ${second}`,
    ...touched(second),
  });
  const openai = { ...created.data, models: {}, tags: [], ...made(1) };
  const gpt = { name: "gpt", ...PLAIN, tags: [], ...made(2) };
  const edited: IntegrationEvent = {
    type: "IntegrationEdited",
    data: { name: "openai", enabled: false, category: "VECTOR_DB" },
  };
  const modelEdited: IntegrationEvent = {
    type: "ModelEdited",
    data: { integration: "openai", model: "gpt", description: "d" },
  };

  test.each<[string, readonly IntegrationEvent[], object]>([
    ["created", [created], { openai }],
    [
      "edited",
      [created, edited],
      { openai: { ...openai, enabled: false, category: "VECTOR_DB", ...touched(2) } },
    ],
    ["deleted", [created, { type: "IntegrationDeleted", data: { name: "openai" } }], {}],
    ["model added", [created, added], { openai: { ...openai, models: { gpt } } }],
    [
      "model edited",
      [created, added, modelEdited],
      { openai: { ...openai, models: { gpt: { ...gpt, description: "d", ...touched(3) } } } },
    ],
    [
      "model removed",
      [created, added, { type: "ModelRemoved", data: { integration: "openai", model: "gpt" } }],
      { openai },
    ],
    ["of what is not there", [edited, added, modelEdited], {}],
    [
      "a removal of what is not there",
      [{ type: "ModelRemoved", data: { integration: "openai", model: "gpt" } }],
      {},
    ],
    ["a model that is not there", [created, modelEdited], { openai }],
    ["tagged", [created, tagged("IntegrationTagged")], { openai: { ...openai, tags: [TAG], ...touched(2) } }],
    [
      "untagged",
      [created, tagged("IntegrationTagged"), tagged("IntegrationUntagged")],
      { openai: { ...openai, ...touched(3) } },
    ],
    [
      "model tagged",
      [created, added, tagged("ModelTagged")],
      { openai: { ...openai, models: { gpt: { ...gpt, tags: [TAG], ...touched(3) } } } },
    ],
    [
      "model untagged",
      [created, added, tagged("ModelTagged"), tagged("ModelUntagged")],
      { openai: { ...openai, models: { gpt: { ...gpt, ...touched(4) } } } },
    ],
    ["tags of what is not there", [tagged("IntegrationTagged"), tagged("ModelTagged")], {}],
  ])("%s", (_, events, integrations) => {
    expect(after(...events)).toEqual({ integrations });
  });
});

describe("any commands", () => {
  // Names that every object has are names like any other.
  const name = fc.constantFrom("openai", "constructor");
  const model = fc.constantFrom("gpt", "toString");
  const input = fc.record(
    {
      description: fc.constantFrom(null, "d"),
      enabled: fc.boolean(),
      configuration: fc.constantFrom(
        {},
        { region: "eu" },
        { api_key: "sk" },
        { api_key: "sk", region: "us" },
      ),
    },
    { requiredKeys: [] },
  );
  type Saving = IntegrationCommand<"SaveIntegration" | "SaveModel" | "DeleteModel" | "DeleteIntegration">;
  const command: fc.Arbitrary<Saving> = fc.oneof(
    fc.record({
      type: fc.constant("SaveIntegration" as const),
      name,
      input: fc
        .tuple(input, fc.constantFrom({}, { category: "AI_MODEL" }, { category: "VECTOR_DB" }))
        .map(([settings, category]) => ({ ...settings, ...category, type: "openai" })),
    }),
    fc.record({ type: fc.constant("SaveModel" as const), name, model, input }),
    fc.record({ type: fc.constant("DeleteModel" as const), name, model }),
    { weight: 1, arbitrary: fc.record({ type: fc.constant("DeleteIntegration" as const), name }) },
  );

  /** The events that the commands lead to, each decided after those before it. */
  function eventsOf(commands: readonly IntegrationCommand[]): readonly IntegrationEvent[] {
    const events: IntegrationEvent[] = [];
    for (const one of commands) {
      const decision = integrationDecider.decide(one, after(...events), { secrets: sealing });
      if (decision.status === "accepted") events.push(...decision.events);
    }
    return events;
  }

  test("lead to events that fold to the same at once and one by one, and stay as they were", () => {
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        const events = happened(eventsOf(commands));
        const copy = structuredClone(events);
        const atOnce = fold(integrationDecider, initialIntegrations, events);
        const oneByOne = events.reduce(
          (state, event) => fold(integrationDecider, state, [event]),
          initialIntegrations,
        );
        expect(JSON.stringify(oneByOne)).toBe(JSON.stringify(atOnce));
        expect(events).toEqual(copy);
        expect(initialIntegrations).toEqual({ integrations: {} });
      }),
    );
  });

  /** Whether a change is refused: it would have the secrets of a model sent elsewhere. */
  function movesSecrets(
    known: { input: SettingsInput; models: Map<string, SettingsInput> },
    input: SettingsInput,
  ) {
    const { region } = known.input.configuration ?? {};
    const holdsSecrets = [...known.models.values()].some(
      ({ configuration }) => "api_key" in (configuration ?? {}),
    );
    return holdsSecrets && input.configuration !== undefined && input.configuration["region"] !== region;
  }

  test("leave of each integration and model what was saved last, and nothing of what was deleted", () => {
    type Saved = { input: SettingsInput; readonly models: Map<string, SettingsInput> };
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        const saved = new Map<string, Saved>();
        for (const one of commands) {
          const known = saved.get(one.name);
          if (one.type === "SaveIntegration") {
            if (known === undefined) saved.set(one.name, { input: one.input, models: new Map() });
            else if (!movesSecrets(known, one.input)) known.input = { ...known.input, ...one.input };
          } else if (one.type === "DeleteIntegration") saved.delete(one.name);
          else if (one.type === "DeleteModel") known?.models.delete(one.model);
          else known?.models.set(one.model, { ...known.models.get(one.model), ...one.input });
        }
        const { integrations } = after(...eventsOf(commands));
        const told = Object.entries(integrations).map(([name, { models, ...integration }]) => [
          name,
          { category: integration.category, ...settingsOf(integration) },
          Object.entries(models).map(([key, { name: own, ...settings }]) => [key, own, settingsOf(settings)]),
        ]);
        expect(told).toEqual(
          [...saved].map(([name, { input, models }]) => [
            name,
            { category: "AI_MODEL", ...DEFAULTS, ...input, type: undefined },
            [...models].map(([key, settings]) => [key, key, { ...DEFAULTS, ...settings }]),
          ]),
        );
      }),
    );
  });

  test("change nothing the second time, where they save", () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1 }), (commands) => {
        const last = commands.at(-1);
        if (last === undefined || last.type.startsWith("Delete")) return;
        const state = after(...eventsOf(commands));
        const again = integrationDecider.decide(last, state, { secrets: sealing });
        expect(again.status === "accepted" ? again.events : []).toEqual([]);
      }),
    );
  });
});

const DEFAULTS = { description: null, enabled: true, configuration: {} };

function settingsOf({ description, enabled, ...sealed }: Settings) {
  return { description, enabled, configuration: openConfiguration(sealed, sealing) };
}
