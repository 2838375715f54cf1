import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  given,
  hashOf,
  newVersion,
  promptCreated,
  saying,
  streamOf,
  versionCommitted,
  versionCreated,
  versionDeleted,
  versionEdited,
  versionReopened,
} from "../../test/given.ts";
import type { PromptStreamEvent } from "../prompt/stream.ts";
import type { Content } from "./content.ts";

const LAST = 2_147_483_647;

const one = saying("one");
const two = saying("two");
const oneDraft = [promptCreated, versionCreated(1, one)];
const oneCommitted = [...oneDraft, versionCommitted(1, one)];
const twoCommitted = [...oneCommitted, versionCreated(2, two), versionCommitted(2, two)];

describe("saving to a slot", () => {
  test("X5 a new number is created and committed at once", () => {
    given(promptCreated)
      .when({
        type: "SaveVersion",
        number: 7,
        mode: "replace",
        input: { ...one, description: "d", integrations: ["a:b"] },
      })
      .leadsTo(newVersion(7, one, { description: "d", integrations: ["a:b"] }), versionCommitted(7, one));
  });

  test("X5 the next number is the highest existing one and one more, so that a deleted top comes back", () => {
    given(...twoCommitted, versionDeleted(2))
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: two })
      .leadsTo(newVersion(2, two), versionCommitted(2, two));
    given(promptCreated)
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: one })
      .leadsTo(newVersion(1, one), versionCommitted(1, one));
  });

  test("X5 the current number is the draft, or the highest, or 1", () => {
    given(promptCreated)
      .when({ type: "SaveVersion", number: "current", mode: "patch", input: one })
      .leadsTo(newVersion(1, one), versionCommitted(1, one));
    given(...oneCommitted, versionCreated(2, one))
      .when({ type: "SaveVersion", number: "current", mode: "patch", input: two })
      .leadsTo(versionEdited(2, two), versionCommitted(2, two));
    given(...twoCommitted)
      .when({ type: "SaveVersion", number: "current", mode: "patch", input: one })
      .leadsTo(versionReopened(2, "patch"), versionEdited(2, one), versionCommitted(2, one));
  });

  test("a slot below leaves the draft alone", () => {
    given(...oneCommitted, versionCreated(5, two))
      .when({ type: "SaveVersion", number: 3, mode: "replace", input: one })
      .leadsTo(newVersion(3, one), versionCommitted(3, one));
  });

  test("a slot above commits the draft before it", () => {
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 3, mode: "replace", input: two })
      .leadsTo(versionCommitted(1, one), newVersion(3, two), versionCommitted(3, two));
    given(...oneDraft)
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: two })
      .leadsTo(versionCommitted(1, one), newVersion(2, two), versionCommitted(2, two));
  });

  test("the draft itself is edited and committed, also where nothing differs", () => {
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { model: "m" } })
      .leadsTo(versionEdited(1, { model: "m" }), versionCommitted(1, { ...one, model: "m" }));
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: one })
      .leadsTo(versionCommitted(1, one));
  });

  test("X6 a draft that is replaced is committed first: what takes its place is a new record", () => {
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: { model: "m" } })
      .leadsTo(
        versionCommitted(1, one),
        versionReopened(1, "replace"),
        versionEdited(1, { messages: null, model: "m" }),
        versionCommitted(1, { model: "m" }),
      );
  });

  test("X6 replacing drops what is not given, description, integrations and commit message too", () => {
    given(
      promptCreated,
      versionCreated(1, { ...one, model: "m" }),
      versionEdited(1, {}, { description: "d", integrations: ["a:b"] }),
      versionCommitted(1, { ...one, model: "m" }, "first"),
    )
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: two })
      .leadsTo(
        versionReopened(1, "replace"),
        versionEdited(1, { ...two, model: null }, { description: null, integrations: [] }),
        versionCommitted(1, two),
      );
  });

  test("X6 patching keeps what is not given, and the commit message", () => {
    given(
      promptCreated,
      versionCreated(1, { ...one, model: "m" }),
      versionEdited(1, {}, { description: "d", integrations: ["a:b"] }),
      versionCommitted(1, { ...one, model: "m" }, "first"),
    )
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { ...two, temperature: 1 } })
      .leadsTo(
        versionReopened(1, "patch"),
        versionEdited(1, { ...two, temperature: 1 }),
        versionCommitted(1, { ...two, model: "m", temperature: 1 }, "first"),
      );
  });

  test("X6 the same content by the same actor appends nothing", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: one }, "ann")
      .changesNothing();
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: one }, "ann")
      .changesNothing();
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: {} }, "jane")
      .changesNothing();
    given(...oneDraft, versionCommitted(1, one, "first"))
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: one }, "ann")
      .changesNothing();
  });

  test("X6 the same content replaced by another actor begins a new record", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: one }, "jane")
      .leadsTo(versionReopened(1, "replace"), versionCommitted(1, one));
  });

  test("X7 patching description or integrations alone reopens nothing", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { ...one, description: "d" } })
      .leadsTo(versionEdited(1, {}, { description: "d" }));
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { integrations: ["a:b"] } })
      .leadsTo(versionEdited(1, {}, { integrations: ["a:b"] }));
  });

  test("X6 replacing the description alone begins a new record, for replacing takes the whole of it", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: { ...one, description: "d" } }, "ann")
      .leadsTo(
        versionReopened(1, "replace"),
        versionEdited(1, {}, { description: "d" }),
        versionCommitted(1, one),
      );
  });

  test("X6 a save onto a deleted number begins a new record on the same stream", () => {
    given(...twoCommitted, versionDeleted(1))
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { model: "m" } })
      .leadsTo(newVersion(1, { model: "m" }), versionCommitted(1, { model: "m" }));
  });

  test("ends at the highest number there can be", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: LAST, mode: "replace", input: two })
      .leadsTo(newVersion(LAST, two), versionCommitted(LAST, two));
    given(...oneCommitted, versionCreated(LAST), versionCommitted(LAST))
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: two })
      .isRejected("numbers-exhausted", "version numbers end at 2147483647", "version");
  });
});

describe("X10 saving a template as one text", () => {
  const text = "Hi there";
  const written = { messages: [{ role: "user", content: text }] };
  const save = { type: "SaveVersion", number: 1, mode: "patch", input: {}, text } as const;

  test("begins as one message of the user in the dollar syntax", () => {
    const content = { ...written, templateSyntax: "dollar" } as const;
    given(promptCreated).when(save).leadsTo(newVersion(1, content), versionCommitted(1, content));
    given(...oneCommitted)
      .when({ ...save, mode: "replace" })
      .leadsTo(versionReopened(1, "replace"), versionEdited(1, content), versionCommitted(1, content));
    given(...oneCommitted, versionDeleted(1))
      .when(save)
      .leadsTo(newVersion(1, content), versionCommitted(1, content));
  });

  test("patches the message that is there, and leaves its syntax and role alone", () => {
    given(...oneCommitted)
      .when(save)
      .leadsTo(versionReopened(1, "patch"), versionEdited(1, written), versionCommitted(1, written));
    const system: Content = { messages: [{ role: "system", content: "one" }], model: "m" };
    const after = { ...system, messages: [{ role: "system", content: text }] };
    given(promptCreated, versionCreated(1, system), versionCommitted(1, system))
      .when(save)
      .leadsTo(
        versionReopened(1, "patch"),
        versionEdited(1, { messages: after.messages }),
        versionCommitted(1, after),
      );
  });

  test("that is there already changes nothing", () => {
    given(...oneCommitted)
      .when({ ...save, text: "one" })
      .changesNothing();
  });

  test("takes the place of messages that are given too", () => {
    const content = { ...written, model: "m" };
    given(...oneCommitted)
      .when({ ...save, input: { ...two, model: "m" } })
      .leadsTo(
        versionReopened(1, "patch"),
        versionEdited(1, { ...written, model: "m" }),
        versionCommitted(1, content),
      );
  });
});

describe("X10 saving a format", () => {
  const schema: Content = { ...one, responseFormat: { type: "json_schema", json_schema: {} } };
  const bySchema = [promptCreated, versionCreated(1, schema), versionCommitted(1, schema)];
  const save = { type: "SaveVersion", number: 1, mode: "patch", input: {}, format: "json" } as const;

  test("makes the response format a JSON object, or text", () => {
    const json = { ...one, responseFormat: { type: "json_object" } };
    given(...oneCommitted)
      .when(save)
      .leadsTo(
        versionReopened(1, "patch"),
        versionEdited(1, { responseFormat: { type: "json_object" } }),
        versionCommitted(1, json),
      );
    const text = { responseFormat: { type: "text" } };
    given(promptCreated)
      .when({ ...save, format: "text" })
      .leadsTo(newVersion(1, text), versionCommitted(1, text));
  });

  test("keeps a schema when patched, for it is JSON, and not when replaced", () => {
    given(...bySchema)
      .when(save)
      .changesNothing();
    const json = { ...one, responseFormat: { type: "json_object" } };
    given(...bySchema)
      .when({ ...save, mode: "replace", input: one })
      .leadsTo(
        versionReopened(1, "replace"),
        versionEdited(1, { responseFormat: { type: "json_object" } }),
        versionCommitted(1, json),
      );
  });
});

describe("X6 any saves", () => {
  const contents = fc.record(
    {
      messages: fc.constantFrom(one.messages, two.messages),
      model: fc.constantFrom("a", "b"),
      temperature: fc.constantFrom(0, 1),
    },
    { requiredKeys: [] },
  );
  const notes = fc.record(
    { description: fc.constantFrom(null, "d"), integrations: fc.constantFrom([], ["a:b"]) },
    { requiredKeys: [] },
  );
  const saves = fc.record({
    number: fc.constantFrom(1, 2, 3, "next" as const, "current" as const),
    mode: fc.constantFrom("replace" as const, "patch" as const),
    content: contents,
    notes,
    actor: fc.constantFrom("ann", "jane"),
  });

  test("leave the slot committed with its own hash, holding what was given and nothing else when replaced", () => {
    fc.assert(
      fc.property(fc.array(saves, { maxLength: 8 }), (all) => {
        const events: PromptStreamEvent[] = [...oneDraft];
        for (const { number, mode, content, notes, actor } of all) {
          const before = streamOf(...events);
          const top = before.prompt.numbers.at(-1) ?? 0;
          const target = number === "next" ? top + 1 : number === "current" ? top : number;
          const input = { ...content, ...notes };
          const command = { type: "SaveVersion", number, mode, input } as const;
          events.push(
            ...given(...events)
              .when(command, actor)
              .events(),
          );
          const slot = before.versions[target];
          const saved = streamOf(...events).versions[target];
          const kept = mode === "patch" ? slot : undefined;
          expect(saved).toMatchObject({
            status: "committed",
            content: { ...kept?.content, ...content },
            description: null,
            integrations: [],
            ...(kept && { description: kept.description, integrations: kept.integrations }),
            ...notes,
          });
          expect(Object.keys(saved?.content ?? {}).toSorted()).toEqual(
            Object.keys({ ...kept?.content, ...content }).toSorted(),
          );
          expect(saved?.contentHash).toBe(hashOf(saved?.content ?? {}));
          // Once more, by the same actor, it changes nothing.
          given(...events)
            .when(command.number === "next" ? { ...command, number: target } : command, saved?.createdBy)
            .changesNothing();
        }
      }),
      { numRuns: 50 },
    );
  });
});
