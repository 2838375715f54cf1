import { describe, test } from "vitest";
import {
  given,
  newVersion,
  pinOn,
  promptCreated,
  promptDeleted,
  saying,
  streamOf,
  versionCommitted,
  versionCreated,
  versionDeleted,
  versionDeployed,
  versionEdited,
} from "../../test/given.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { VersionCommand, VersionRef } from "../version/commands.ts";
import type { PromptStreamEvent } from "./stream.ts";

const LAST = 2_147_483_647;

const one = saying("one");
const two = saying("two");
const oneDraft = [promptCreated, versionCreated(1, one)];
const oneCommitted = [...oneDraft, versionCommitted(1, one)];
const twoCommitted = [...oneCommitted, versionCreated(2, two), versionCommitted(2, two)];

describe("a version of a prompt that is not alive", () => {
  test.each<VersionCommand>([
    { type: "CreateVersion", input: one },
    { type: "EditVersion", changes: two },
    { type: "CommitVersion" },
    { type: "DeleteVersion", number: 1 },
    { type: "SaveVersion", number: 1, mode: "patch", input: two },
  ])("takes no $type", (command) => {
    given().when(command).isRejected("prompt-not-found", "there is no such prompt");
    given(...oneDraft, promptDeleted)
      .when(command)
      .isRejected("prompt-deleted", "the prompt prm_1 is deleted; restore it first");
  });
});

describe("creating a version", () => {
  test("adds a draft with the next number, its content in order and without nulls", () => {
    given(promptCreated)
      .when({
        type: "CreateVersion",
        input: { model: "gpt-4o", temperature: null, ...one, description: "first", integrations: ["a:b"] },
      })
      .leadsTo(newVersion(1, { ...one, model: "gpt-4o" }, { description: "first", integrations: ["a:b"] }));
  });

  test("commits the draft before it in the same breath", () => {
    given(...oneDraft)
      .when({ type: "CreateVersion", input: two })
      .leadsTo(versionCommitted(1, one), newVersion(2, two));
  });

  test("X5 never gives a number out twice, also not that of a deleted top", () => {
    given(...twoCommitted, versionDeleted(2))
      .when({ type: "CreateVersion", input: one })
      .leadsTo(newVersion(3, one));
    given(...oneCommitted, versionCreated(9), versionCommitted(9), versionDeleted(9))
      .when({ type: "CreateVersion", input: one })
      .leadsTo(newVersion(10, one));
  });

  test("ends at the highest number there can be", () => {
    given(...oneCommitted, versionCreated(LAST - 1), versionCommitted(LAST - 1))
      .when({ type: "CreateVersion", input: one })
      .leadsTo(newVersion(LAST, one));
    given(...oneCommitted, versionCreated(LAST), versionCommitted(LAST))
      .when({ type: "CreateVersion", input: one })
      .isRejected("numbers-exhausted", "version numbers end at 2147483647", "version");
  });
});

describe("creating a version from another one", () => {
  const notes = { description: "d", integrations: ["a:b"] };
  const described = [
    promptCreated,
    versionCreated(1, { ...one, model: "m", temperature: 1 }, notes),
    versionCommitted(1, { ...one, model: "m", temperature: 1 }),
    versionCreated(2, two),
  ];
  const draftCommitted = versionCommitted(2, two);

  test("starts with its content, description and integrations", () => {
    given(...described)
      .when({ type: "CreateVersion", from: 1, input: {} })
      .leadsTo(draftCommitted, newVersion(3, { ...one, model: "m", temperature: 1 }, notes));
  });

  test("lays the input over it, null included", () => {
    given(...described)
      .when({
        type: "CreateVersion",
        from: 1,
        input: { model: null, temperature: 2, description: null, integrations: [] },
      })
      .leadsTo(draftCommitted, newVersion(3, { ...one, temperature: 2 }));
    given(...described)
      .when({ type: "CreateVersion", from: 1, input: { ...two, description: "e" } })
      .leadsTo(
        draftCommitted,
        newVersion(3, { ...two, model: "m", temperature: 1 }, { ...notes, description: "e" }),
      );
  });

  test("may name the current version or the latest committed one", () => {
    given(...described)
      .when({ type: "CreateVersion", from: "current", input: {} })
      .leadsTo(draftCommitted, newVersion(3, two));
    given(...described)
      .when({ type: "CreateVersion", from: "latest", input: {} })
      .leadsTo(draftCommitted, newVersion(3, { ...one, model: "m", temperature: 1 }, notes));
  });

  test.each<[VersionRef, string]>([
    [9, "the prompt has no version 9"],
    ["current", "the prompt has no version"],
    ["latest", "the prompt has no committed version"],
  ])("of %s is refused if there is none", (from, message) => {
    given(promptCreated)
      .when({ type: "CreateVersion", from, input: one })
      .isRejected("version-not-found", message, "version");
  });
});

describe("creating a prompt from another one", () => {
  const notes = { description: "d", integrations: ["a:b"] };
  const source = streamOf(
    { ...promptCreated, data: { ...promptCreated.data, promptId: "prm_2" } } as PromptStreamEvent,
    versionCreated(4, one, notes),
    versionCommitted(4, one),
    versionCreated(7, two),
  );
  const copy = (version?: VersionRef, starred = false) =>
    given().when(
      {
        type: "CreatePrompt",
        name: "Greeting",
        starred,
        from: { prompt: { id: "prm_2" }, ...(version === undefined ? {} : { version }) },
      },
      "jane",
      PERMISSIONS,
      source,
    );

  test("begins with a draft that holds what the source's current version holds", () => {
    copy().leadsTo(promptCreated, newVersion(1, two));
    copy("current").leadsTo(promptCreated, newVersion(1, two));
  });

  test("may begin with the latest committed one, or with any", () => {
    copy("latest").leadsTo(promptCreated, newVersion(1, one, notes));
    copy(4).leadsTo(promptCreated, newVersion(1, one, notes));
  });

  test("is starred before it has a version", () => {
    copy(7, true).leadsTo(
      promptCreated,
      { type: "PromptEdited", data: { starred: true } },
      newVersion(1, two),
    );
  });

  test("is refused where the source, or its version, does not exist", () => {
    copy(5).isRejected("version-not-found", "the prompt has no version 5", "version");
    const from = { prompt: { id: "prm_2" } };
    const command = { type: "CreatePrompt", name: "Greeting", from } as const;
    given().when(command).isRejected("version-not-found", "the prompt has no version", "version");
    given()
      .when(command, "jane", PERMISSIONS, streamOf(promptCreated))
      .isRejected("version-not-found", "the prompt has no version", "version");
  });

  test("is refused on an id that is taken, whatever the source holds", () => {
    given(promptCreated)
      .when(
        { type: "CreatePrompt", name: "Greeting", id: "prm_1", from: { prompt: { id: "prm_2" } } },
        "jane",
        PERMISSIONS,
        source,
      )
      .isRejected("id-taken", "the id prm_1 is taken; ids are never used again, choose another one", "id", {
        id: "prm_1",
      });
  });

  test("alone copies: one without a source is left without versions", () => {
    given()
      .when({ type: "CreatePrompt", name: "Greeting" }, "jane", PERMISSIONS, source)
      .leadsTo(promptCreated);
  });
});

describe("committing a version", () => {
  test("tells the hash of its content and the message", () => {
    given(...oneDraft)
      .when({ type: "CommitVersion", message: "first" })
      .leadsTo(versionCommitted(1, one, "first"));
    given(...oneDraft)
      .when({ type: "CommitVersion", number: 1 })
      .leadsTo(versionCommitted(1, one));
    given(...oneDraft)
      .when({ type: "CommitVersion", message: null })
      .leadsTo(versionCommitted(1, one));
  });

  test("X8 an unchanged draft is a real commit", () => {
    given(...oneCommitted, versionCreated(2, one))
      .when({ type: "CommitVersion" })
      .leadsTo(versionCommitted(2, one));
  });

  test("a committed version again changes nothing", () => {
    given(...oneCommitted)
      .when({ type: "CommitVersion", number: 1, message: "again" })
      .changesNothing();
  });

  test("X8 opens the next draft with the same content and notes only where that is asked for", () => {
    const notes = { description: "d", integrations: ["a:b"] };
    given(...oneDraft, versionEdited(1, {}, notes))
      .when({ type: "CommitVersion", createNextDraft: true })
      .leadsTo(versionCommitted(1, one), newVersion(2, one, notes));
    given(...oneDraft)
      .when({ type: "CommitVersion", createNextDraft: false })
      .leadsTo(versionCommitted(1, one));
    given(...oneCommitted, versionCreated(2, two))
      .when({ type: "CommitVersion", number: 1, createNextDraft: true })
      .changesNothing();
    given(...oneCommitted)
      .when({ type: "CommitVersion", number: 1, createNextDraft: true })
      .changesNothing();
  });

  test("opens no draft beyond the highest number there can be", () => {
    const last = [promptCreated, versionCreated(LAST, one)];
    given(...last)
      .when({ type: "CommitVersion", createNextDraft: true })
      .isRejected("numbers-exhausted", "version numbers end at 2147483647", "version");
    given(...last)
      .when({ type: "CommitVersion" })
      .leadsTo(versionCommitted(LAST, one));
  });

  test("without a draft, or of a number that is not there, is refused", () => {
    given(...oneCommitted)
      .when({ type: "CommitVersion" })
      .isRejected("no-draft", "the prompt prm_1 has no draft; create a version first");
    given(...oneDraft)
      .when({ type: "CommitVersion", number: 2 })
      .isRejected("version-not-found", "the prompt has no version 2", "version");
  });
});

describe("committing where none is committed yet", () => {
  const first = { type: "CommitVersion", ifNoneCommitted: true } as const;

  test("commits the draft, or the number that is named", () => {
    given(...oneDraft)
      .when(first)
      .leadsTo(versionCommitted(1, one));
    given(...oneDraft)
      .when({ ...first, number: 1, message: "first", createNextDraft: true })
      .leadsTo(versionCommitted(1, one, "first"), newVersion(2, one));
  });

  test("changes nothing where one is, whatever else is asked", () => {
    given(...oneCommitted)
      .when(first)
      .changesNothing();
    given(...oneCommitted, versionCreated(2, two))
      .when({ ...first, createNextDraft: true })
      .changesNothing();
    given(...oneCommitted)
      .when({ ...first, number: 9 })
      .changesNothing();
  });

  test("is refused where there is nothing to commit", () => {
    given(promptCreated)
      .when(first)
      .isRejected("no-draft", "the prompt prm_1 has no draft; create a version first");
    given(...oneCommitted, versionDeleted(1))
      .when(first)
      .isRejected("no-draft", "the prompt prm_1 has no draft; create a version first");
  });

  test("commits like any other commit where it is not asked for", () => {
    given(...oneCommitted, versionCreated(2, two))
      .when({ ...first, ifNoneCommitted: false })
      .leadsTo(versionCommitted(2, two));
  });
});

describe("deleting a version", () => {
  test("takes a committed version or a draft away", () => {
    given(...twoCommitted)
      .when({ type: "DeleteVersion", number: 1 })
      .leadsTo(versionDeleted(1));
    given(...oneDraft)
      .when({ type: "DeleteVersion", number: 1 })
      .leadsTo(versionDeleted(1));
  });

  test("of a number that is not there, or no longer, is refused", () => {
    given(...twoCommitted, versionDeleted(2))
      .when({ type: "DeleteVersion", number: 2 })
      .isRejected("version-not-found", "the prompt has no version 2", "version");
  });

  test("X12 that is live is refused, with the environments named", () => {
    const events = [
      ...twoCommitted,
      versionDeployed(pinOn(1, 3, one)),
      versionDeployed(pinOn(1, 3, one), null, "staging"),
      versionDeployed(pinOn(2, 5, two), null, "test"),
    ];
    given(...events)
      .when({ type: "DeleteVersion", number: 1 })
      .isRejected(
        "version-live",
        "version 1 is live in production, staging; deploy another one there first",
        "version",
        { number: 1, environments: ["production", "staging"] },
      );
  });

  test("X12 that is the last one deletes the prompt in the same append where that is asked for", () => {
    given(...oneCommitted)
      .when({ type: "DeleteVersion", number: 1, ifLastVersion: "delete" })
      .leadsTo(versionDeleted(1), promptDeleted);
    given(...oneCommitted)
      .when({ type: "DeleteVersion", number: 1, ifLastVersion: "keep" })
      .leadsTo(versionDeleted(1));
    given(...twoCommitted)
      .when({ type: "DeleteVersion", number: 1, ifLastVersion: "delete" })
      .leadsTo(versionDeleted(1));
    given(...twoCommitted, { type: "PromptEdited", data: { slug: "hello" } }, versionDeleted(1))
      .when({ type: "DeleteVersion", number: 2, ifLastVersion: "delete" })
      .leadsTo(versionDeleted(2), { type: "PromptDeleted", data: { slug: "hello" } });
  });
});
