import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  given,
  promptCreated,
  saying,
  streamOf,
  versionCommitted,
  versionCreated,
  versionEdited,
} from "../../test/given.ts";
import type { PromptStreamEvent } from "../prompt/stream.ts";
import type { VersionCommand, VersionInput } from "./commands.ts";
import type { TemplateSyntax } from "./content.ts";

const one = saying("one");
const two = saying("two");
const oneDraft = [promptCreated, versionCreated(1, one)];
const oneCommitted = [...oneDraft, versionCommitted(1, one)];

describe("editing a version", () => {
  test("changes the draft unless a number is named, and tells only what differs", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { ...one, model: "gpt-4o" } })
      .leadsTo(versionEdited(1, { model: "gpt-4o" }));
    given(...oneDraft)
      .when({ type: "EditVersion", number: 1, changes: { messages: null } })
      .leadsTo(versionEdited(1, { messages: null }));
  });

  test("changes description and integrations with or without content", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { ...two, description: "d", integrations: ["a:b"] } })
      .leadsTo(versionEdited(1, two, { description: "d", integrations: ["a:b"] }));
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { description: "d" } })
      .leadsTo(versionEdited(1, {}, { description: "d" }));
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { integrations: ["a:b"] } })
      .leadsTo(versionEdited(1, {}, { integrations: ["a:b"] }));
    given(...oneDraft, versionEdited(1, {}, { description: "d" }))
      .when({ type: "EditVersion", changes: { description: null } })
      .leadsTo(versionEdited(1, {}, { description: null }));
  });

  test("changes nothing where nothing differs", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { ...one, model: null, description: null, integrations: [] } })
      .changesNothing();
    given(...oneDraft, versionEdited(1, {}, { description: "d", integrations: ["a:b"] }))
      .when({ type: "EditVersion", changes: { description: "d", integrations: ["a:b"] } })
      .changesNothing();
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: one })
      .changesNothing();
  });

  test("X7 description and integrations of a committed version are not frozen", () => {
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: { ...one, description: "d", integrations: ["a:b"] } })
      .leadsTo(versionEdited(1, {}, { description: "d", integrations: ["a:b"] }));
  });

  test("the content of a committed version is frozen", () => {
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: { model: "gpt-4o", ...two, description: "d" } })
      .isRejected(
        "version-committed",
        "version 1 is committed, and its content is frozen; create a new version to change messages, model",
        "messages",
        { number: 1, fields: ["messages", "model"] },
      );
  });

  test("of a committed version does not tell who may not read it which fields differ", () => {
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: { seed: null, ...one, description: "d" } }, "jane", [
        "UPDATE",
      ])
      .isRejected(
        "version-committed",
        "version 1 is committed, and its content is frozen; create a new version to change messages, seed",
        "messages",
        { number: 1, fields: ["messages", "seed"] },
      );
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: { description: "d" } }, "jane", ["UPDATE"])
      .leadsTo(versionEdited(1, {}, { description: "d" }));
  });

  test("without a draft is refused unless a number is named", () => {
    given(...oneCommitted)
      .when({ type: "EditVersion", changes: two })
      .isRejected("no-draft", "the prompt prm_1 has no draft; create a version first");
  });

  test("of a number that is not there is refused", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", number: 2, changes: two })
      .isRejected("version-not-found", "the prompt has no version 2", "version");
  });
});

describe("editing without knowing the number", () => {
  const draftOnTop = [...oneCommitted, versionCreated(2, two)];

  test("changes the current version, or the latest committed one", () => {
    given(...draftOnTop)
      .when({ type: "EditVersion", number: "current", changes: one })
      .leadsTo(versionEdited(2, one));
    given(...draftOnTop)
      .when({ type: "EditVersion", number: "latest", changes: { description: "d" } })
      .leadsTo(versionEdited(1, {}, { description: "d" }));
    given(...oneCommitted)
      .when({ type: "EditVersion", number: "current", changes: { description: "d" } })
      .leadsTo(versionEdited(1, {}, { description: "d" }));
  });

  test("of a prompt that has none is refused", () => {
    given(promptCreated)
      .when({ type: "EditVersion", number: "current", changes: one })
      .isRejected("version-not-found", "the prompt has no version", "version");
    given(...oneDraft)
      .when({ type: "EditVersion", number: "latest", changes: one })
      .isRejected("version-not-found", "the prompt has no committed version", "version");
  });
});

describe("X10 editing with a syntax", () => {
  const written = (templateSyntax: TemplateSyntax) => [
    promptCreated,
    versionCreated(1, { ...one, templateSyntax }),
  ];

  const pairs: readonly (readonly [TemplateSyntax, TemplateSyntax])[] = [
    ["mustache", "dollar"],
    ["dollar", "mustache"],
    ["dollar", "jinja"],
    ["mustache", "jinja"],
    ["jinja", "mustache"],
  ];

  test.each(pairs)("gives a version in %s that of the new messages, which is %s", (before, syntax) => {
    given(...written(before))
      .when({ type: "EditVersion", changes: two, syntax })
      .leadsTo(versionEdited(1, { ...two, templateSyntax: syntax }));
  });

  test.each(pairs)(
    "leaves one in %s alone where its messages are sent back as they are",
    (before, syntax) => {
      given(...written(before))
        .when({ type: "EditVersion", changes: one, syntax })
        .changesNothing();
      given(...written(before), versionCommitted(1, { ...one, templateSyntax: before }))
        .when({ type: "EditVersion", number: 1, changes: one, syntax })
        .changesNothing();
    },
  );

  test("takes one that does not say its syntax for mustache", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", changes: two, syntax: "dollar" })
      .leadsTo(versionEdited(1, { ...two, templateSyntax: "dollar" }));
    given(...oneDraft)
      .when({ type: "EditVersion", changes: two, syntax: "mustache" })
      .leadsTo(versionEdited(1, two));
  });

  test("leaves what is written like that already", () => {
    for (const syntax of ["mustache", "dollar", "jinja"] as const)
      given(...written(syntax))
        .when({ type: "EditVersion", changes: two, syntax })
        .leadsTo(versionEdited(1, two));
  });

  test("changes nothing where no messages are given", () => {
    given(...written("mustache"))
      .when({ type: "EditVersion", changes: { model: "m" }, syntax: "dollar" })
      .leadsTo(versionEdited(1, { model: "m" }));
    given(...written("mustache"))
      .when({ type: "EditVersion", changes: {}, syntax: "dollar" })
      .changesNothing();
  });

  test("says which fields of a committed version it would have changed", () => {
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: two, syntax: "dollar" })
      .isRejected(
        "version-committed",
        "version 1 is committed, and its content is frozen; create a new version to change messages, templateSyntax",
        "messages",
        { number: 1, fields: ["messages", "templateSyntax"] },
      );
  });
});

describe("associating one more integration", () => {
  const associated = [...oneCommitted, versionEdited(1, {}, { integrations: ["a:b"] })];
  const associate = (name: string, changes: VersionInput = {}): VersionCommand => ({
    type: "EditVersion",
    number: "latest",
    changes,
    associate: name,
  });

  test("adds it behind those that are there, on a committed version too", () => {
    given(...oneCommitted)
      .when(associate("a:b"))
      .leadsTo(versionEdited(1, {}, { integrations: ["a:b"] }));
    given(...associated)
      .when(associate("c:d"))
      .leadsTo(versionEdited(1, {}, { integrations: ["a:b", "c:d"] }));
  });

  test("is refused where there are as many as a version may have", () => {
    const names = Array.from({ length: 100 }, (_, index) => `a:${index}`);
    const full = [...oneCommitted, versionEdited(1, {}, { integrations: names })];
    given(...full)
      .when(associate("b:1"))
      .isRejected(
        "invalid-input",
        "version 1 has 100 integrations, the most that a version may have; remove one first",
        "associate",
      );
    given(...full)
      .when(associate("b:1", { integrations: names.slice(1) }))
      .leadsTo(versionEdited(1, {}, { integrations: [...names.slice(1), "b:1"] }));
    given(...full)
      .when(associate("a:7"))
      .changesNothing();
  });

  test("that is there already changes nothing", () => {
    given(...associated)
      .when(associate("a:b"))
      .changesNothing();
  });

  test("adds it to those that are given", () => {
    given(...associated)
      .when(associate("a:b", { integrations: ["c:d"] }))
      .leadsTo(versionEdited(1, {}, { integrations: ["c:d", "a:b"] }));
    given(...associated)
      .when(associate("c:d", { integrations: ["c:d"], description: "d" }))
      .leadsTo(versionEdited(1, {}, { integrations: ["c:d"], description: "d" }));
  });

  test("of any names one after the other leaves each of them once, in the order of their first mention", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a:b", "b:a", "a:b:c", "d:e")), (names) => {
        const events: PromptStreamEvent[] = [...oneCommitted];
        for (const name of names)
          events.push(
            ...given(...events)
              .when(associate(name))
              .events(),
          );
        expect(streamOf(...events).versions[1]?.integrations).toEqual([...new Set(names)]);
      }),
      { numRuns: 30 },
    );
  });
});

test("X10 an edit that says its syntax never leaves messages in another one", () => {
  const syntaxes = fc.constantFrom<TemplateSyntax>("mustache", "dollar", "jinja");
  fc.assert(
    fc.property(fc.option(syntaxes), syntaxes, (before, syntax) => {
      const content = before === null ? one : { ...one, templateSyntax: before };
      const events = [promptCreated, versionCreated(1, content)];
      const edit = given(...events).when({ type: "EditVersion", changes: two, syntax });
      const after = streamOf(...events, ...edit.events()).versions[1]?.content;
      expect(after?.messages).toEqual(two.messages);
      expect(after?.templateSyntax ?? "mustache").toBe(syntax);
    }),
  );
});
