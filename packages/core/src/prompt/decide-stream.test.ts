import { describe, test } from "vitest";
import {
  given,
  hashOf,
  pinOn,
  promptCreated,
  promptDeleted,
  saying,
  versionCommitted,
  versionCreated,
  versionDeleted,
  versionDeployed,
  versionReopened,
} from "../../test/given.ts";
import type { VersionCommand } from "../version/commands.ts";
import type { Content } from "../version/content.ts";
import type { VersionCreated, VersionEdited } from "../version/events.ts";
import type { PromptStreamEvent } from "./stream.ts";

const LAST = 2_147_483_647;

const one = saying("one");
const two = saying("two");
const oneDraft = [promptCreated, versionCreated(1, one)];
const oneCommitted = [...oneDraft, versionCommitted(1, one)];
const twoCommitted = [...oneCommitted, versionCreated(2, two), versionCommitted(2, two)];

function created(
  number: number,
  content: Content,
  rest: Partial<VersionCreated["data"]> = {},
): PromptStreamEvent {
  return {
    type: "VersionCreated",
    data: {
      promptId: "prm_1",
      versionId: "pv_new1",
      number,
      content,
      description: null,
      integrations: [],
      ...rest,
    },
  };
}

function committed(number: number, content: Content, message: string | null = null): PromptStreamEvent {
  return {
    type: "VersionCommitted",
    data: { number, contentHash: hashOf(content), hashVersion: 1, message },
  };
}

function edited(
  number: number,
  changes: VersionEdited["data"]["changes"],
  notes: Partial<VersionEdited["data"]> = {},
): PromptStreamEvent {
  return { type: "VersionEdited", data: { number, changes, ...notes } };
}

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
      .leadsTo(created(1, { ...one, model: "gpt-4o" }, { description: "first", integrations: ["a:b"] }));
  });

  test("commits the draft before it in the same breath", () => {
    given(...oneDraft)
      .when({ type: "CreateVersion", input: two })
      .leadsTo(committed(1, one), created(2, two));
  });

  test("X5 never gives a number out twice, also not that of a deleted top", () => {
    given(...twoCommitted, versionDeleted(2))
      .when({ type: "CreateVersion", input: one })
      .leadsTo(created(3, one));
    given(...oneCommitted, versionCreated(9), versionCommitted(9), versionDeleted(9))
      .when({ type: "CreateVersion", input: one })
      .leadsTo(created(10, one));
  });

  test("ends at the highest number there can be", () => {
    given(...oneCommitted, versionCreated(LAST - 1), versionCommitted(LAST - 1))
      .when({ type: "CreateVersion", input: one })
      .leadsTo(created(LAST, one));
    given(...oneCommitted, versionCreated(LAST), versionCommitted(LAST))
      .when({ type: "CreateVersion", input: one })
      .isRejected("numbers-exhausted", "version numbers end at 2147483647", "version");
  });
});

describe("editing a version", () => {
  test("changes the draft unless a number is named, and tells only what differs", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { ...one, model: "gpt-4o" } })
      .leadsTo(edited(1, { model: "gpt-4o" }));
    given(...oneDraft)
      .when({ type: "EditVersion", number: 1, changes: { messages: null } })
      .leadsTo(edited(1, { messages: null }));
  });

  test("changes description and integrations with or without content", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { ...two, description: "d", integrations: ["a:b"] } })
      .leadsTo(edited(1, two, { description: "d", integrations: ["a:b"] }));
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { description: "d" } })
      .leadsTo(edited(1, {}, { description: "d" }));
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { integrations: ["a:b"] } })
      .leadsTo(edited(1, {}, { integrations: ["a:b"] }));
    given(...oneDraft, edited(1, {}, { description: "d" }))
      .when({ type: "EditVersion", changes: { description: null } })
      .leadsTo(edited(1, {}, { description: null }));
  });

  test("changes nothing where nothing differs", () => {
    given(...oneDraft)
      .when({ type: "EditVersion", changes: { ...one, model: null, description: null, integrations: [] } })
      .changesNothing();
    given(...oneDraft, edited(1, {}, { description: "d", integrations: ["a:b"] }))
      .when({ type: "EditVersion", changes: { description: "d", integrations: ["a:b"] } })
      .changesNothing();
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: one })
      .changesNothing();
  });

  test("X7 description and integrations of a committed version are not frozen", () => {
    given(...oneCommitted)
      .when({ type: "EditVersion", number: 1, changes: { ...one, description: "d", integrations: ["a:b"] } })
      .leadsTo(edited(1, {}, { description: "d", integrations: ["a:b"] }));
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

describe("committing a version", () => {
  test("tells the hash of its content and the message", () => {
    given(...oneDraft)
      .when({ type: "CommitVersion", message: "first" })
      .leadsTo(committed(1, one, "first"));
    given(...oneDraft)
      .when({ type: "CommitVersion", number: 1 })
      .leadsTo(committed(1, one));
    given(...oneDraft)
      .when({ type: "CommitVersion", message: null })
      .leadsTo(committed(1, one));
  });

  test("X8 an unchanged draft is a real commit", () => {
    given(...oneCommitted, versionCreated(2, one))
      .when({ type: "CommitVersion" })
      .leadsTo(committed(2, one));
  });

  test("a committed version again changes nothing", () => {
    given(...oneCommitted)
      .when({ type: "CommitVersion", number: 1, message: "again" })
      .changesNothing();
  });

  test("X8 opens the next draft with the same content and notes only where that is asked for", () => {
    const notes = { description: "d", integrations: ["a:b"] };
    given(...oneDraft, edited(1, {}, notes))
      .when({ type: "CommitVersion", openNext: true })
      .leadsTo(committed(1, one), created(2, one, notes));
    given(...oneDraft)
      .when({ type: "CommitVersion", openNext: false })
      .leadsTo(committed(1, one));
    given(...oneCommitted, versionCreated(2, two))
      .when({ type: "CommitVersion", number: 1, openNext: true })
      .changesNothing();
    given(...oneCommitted)
      .when({ type: "CommitVersion", number: 1, openNext: true })
      .changesNothing();
  });

  test("opens no draft beyond the highest number there can be", () => {
    const last = [promptCreated, versionCreated(LAST, one)];
    given(...last)
      .when({ type: "CommitVersion", openNext: true })
      .isRejected("numbers-exhausted", "version numbers end at 2147483647", "version");
    given(...last)
      .when({ type: "CommitVersion" })
      .leadsTo(committed(LAST, one));
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
});

describe("saving to a slot", () => {
  test("X5 a new number is created and committed at once", () => {
    given(promptCreated)
      .when({
        type: "SaveVersion",
        number: 7,
        mode: "replace",
        input: { ...one, description: "d", integrations: ["a:b"] },
      })
      .leadsTo(created(7, one, { description: "d", integrations: ["a:b"] }), committed(7, one));
  });

  test("X5 the next number is the highest existing one and one more, so that a deleted top comes back", () => {
    given(...twoCommitted, versionDeleted(2))
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: two })
      .leadsTo(created(2, two), committed(2, two));
    given(promptCreated)
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: one })
      .leadsTo(created(1, one), committed(1, one));
  });

  test("X5 the current number is the draft, or the highest, or 1", () => {
    given(promptCreated)
      .when({ type: "SaveVersion", number: "current", mode: "patch", input: one })
      .leadsTo(created(1, one), committed(1, one));
    given(...oneCommitted, versionCreated(2, one))
      .when({ type: "SaveVersion", number: "current", mode: "patch", input: two })
      .leadsTo(edited(2, two), committed(2, two));
    given(...twoCommitted)
      .when({ type: "SaveVersion", number: "current", mode: "patch", input: one })
      .leadsTo(versionReopened(2, "patch"), edited(2, one), committed(2, one));
  });

  test("a slot below leaves the draft alone", () => {
    given(...oneCommitted, versionCreated(5, two))
      .when({ type: "SaveVersion", number: 3, mode: "replace", input: one })
      .leadsTo(created(3, one), committed(3, one));
  });

  test("a slot above commits the draft before it", () => {
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 3, mode: "replace", input: two })
      .leadsTo(committed(1, one), created(3, two), committed(3, two));
    given(...oneDraft)
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: two })
      .leadsTo(committed(1, one), created(2, two), committed(2, two));
  });

  test("the draft itself is edited and committed, also where nothing differs", () => {
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { model: "m" } })
      .leadsTo(edited(1, { model: "m" }), committed(1, { ...one, model: "m" }));
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: one })
      .leadsTo(committed(1, one));
  });

  test("X6 a draft that is replaced is committed first: what takes its place is a new record", () => {
    given(...oneDraft)
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: { model: "m" } })
      .leadsTo(
        committed(1, one),
        versionReopened(1, "replace"),
        edited(1, { messages: null, model: "m" }),
        committed(1, { model: "m" }),
      );
  });

  test("X6 replacing drops what is not given, description and integrations too", () => {
    given(
      promptCreated,
      versionCreated(1, { ...one, model: "m" }),
      edited(1, {}, { description: "d", integrations: ["a:b"] }),
      committed(1, { ...one, model: "m" }, "first"),
    )
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: two })
      .leadsTo(
        versionReopened(1, "replace"),
        edited(1, { ...two, model: null }, { description: null, integrations: [] }),
        committed(1, two, "first"),
      );
  });

  test("X6 patching keeps what is not given", () => {
    given(
      promptCreated,
      versionCreated(1, { ...one, model: "m" }),
      edited(1, {}, { description: "d", integrations: ["a:b"] }),
      committed(1, { ...one, model: "m" }, "first"),
    )
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { ...two, temperature: 1 } })
      .leadsTo(
        versionReopened(1, "patch"),
        edited(1, { ...two, temperature: 1 }),
        committed(1, { ...two, model: "m", temperature: 1 }, "first"),
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
  });

  test("X6 the same content replaced by another actor begins a new record", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: one }, "jane")
      .leadsTo(versionReopened(1, "replace"), committed(1, one));
  });

  test("X7 patching description or integrations alone reopens nothing", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { ...one, description: "d" } })
      .leadsTo(edited(1, {}, { description: "d" }));
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { integrations: ["a:b"] } })
      .leadsTo(edited(1, {}, { integrations: ["a:b"] }));
  });

  test("X6 replacing the description alone begins a new record, for replacing takes the whole of it", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: 1, mode: "replace", input: { ...one, description: "d" } }, "ann")
      .leadsTo(versionReopened(1, "replace"), edited(1, {}, { description: "d" }), committed(1, one));
  });

  test("X6 a save onto a deleted number begins a new record on the same stream", () => {
    given(...twoCommitted, versionDeleted(1))
      .when({ type: "SaveVersion", number: 1, mode: "patch", input: { model: "m" } })
      .leadsTo(created(1, { model: "m" }), committed(1, { model: "m" }));
  });

  test("ends at the highest number there can be", () => {
    given(...oneCommitted)
      .when({ type: "SaveVersion", number: LAST, mode: "replace", input: two })
      .leadsTo(created(LAST, two), committed(LAST, two));
    given(...oneCommitted, versionCreated(LAST), versionCommitted(LAST))
      .when({ type: "SaveVersion", number: "next", mode: "replace", input: two })
      .isRejected("numbers-exhausted", "version numbers end at 2147483647", "version");
  });
});
