import { describe, expect, test } from "vitest";
import {
  hashOf,
  pinOn,
  promptCreated,
  promptDeleted,
  saying,
  streamOf,
  versionCommitted,
  versionCreated,
  versionDeleted,
  versionDeployed,
  versionReopened,
  versionUndeployed,
} from "../../test/given.ts";
import type { Permission } from "../access/grant.ts";
import { fold } from "../decider.ts";
import { deepFreeze } from "../validation/freeze.ts";
import type { VersionState } from "../version/state.ts";
import { initialVersion } from "../version/state.ts";
import type { PromptState } from "./state.ts";
import { commitCount, currentNumber, initialPrompt, latestCommitted } from "./state.ts";
import type { PromptStreamEvent } from "./stream.ts";
import { promptStreamName, slugStreamName } from "./stream.ts";
import { promptStreamDecider } from "./stream-decider.ts";

const one = saying("one");
const two = saying("two");
const circumstances = (version: number) => ({ version, at: version * 1000, actor: "ann" });

const alive: PromptState = {
  status: "alive",
  id: "prm_1",
  slug: "greeting",
  name: "Greeting",
  description: null,
  starred: false,
  tags: [],
  numbers: [],
  highest: 0,
  draft: null,
  current: null,
  deployments: {},
  grants: [],
  createdAt: 1000,
  createdBy: "ann",
  updatedAt: 1000,
  updatedBy: "ann",
  deletedAt: null,
  lastEventAt: 1000,
  revision: 1,
};

const draft: VersionState = {
  status: "draft",
  promptId: "prm_1",
  id: "pv_1",
  number: 1,
  content: one,
  contentHash: null,
  hashVersion: 0,
  description: null,
  message: null,
  integrations: [],
  createdAt: 2000,
  createdBy: "ann",
  updatedAt: 2000,
  updatedBy: "ann",
  committedAt: null,
  committedBy: null,
  revision: 2,
};
const committed: VersionState = {
  ...draft,
  status: "committed",
  contentHash: hashOf(one),
  hashVersion: 1,
  updatedAt: 3000,
  committedAt: 3000,
  committedBy: "ann",
  revision: 3,
};
const head = { number: 1, id: "pv_1", model: null, committed: true, updatedAt: 3000 };
const aliveWithOne: PromptState = {
  ...alive,
  numbers: [1],
  highest: 1,
  current: head,
  lastEventAt: 3000,
  revision: 3,
};
const oneCommitted = [promptCreated, versionCreated(1, one), versionCommitted(1, one)];

/** The prompt after its creation and these events. */
function promptAfter(...events: readonly PromptStreamEvent[]): PromptState {
  return streamOf(promptCreated, ...events).prompt;
}

/** What an event at this revision touches on a prompt's details. */
function touched(revision: number): Partial<PromptState> {
  return { updatedAt: revision * 1000, lastEventAt: revision * 1000, revision };
}

describe("the prompt after", () => {
  test("nothing is empty", () => {
    expect(promptStreamDecider.initialState).toStrictEqual({
      prompt: initialPrompt,
      versions: {},
      pinned: {},
    });
    expect(initialPrompt).toStrictEqual({
      ...alive,
      status: "none",
      id: "",
      slug: "",
      name: "",
      createdAt: 0,
      createdBy: "",
      updatedAt: 0,
      updatedBy: "",
      lastEventAt: 0,
      revision: 0,
    });
    for (const part of [promptStreamDecider.initialState, ...Object.values(promptStreamDecider.initialState)])
      expect(Object.isFrozen(part)).toBe(true);
    const { tags, numbers, deployments, grants } = initialPrompt;
    for (const part of [tags, numbers, deployments, grants]) expect(Object.isFrozen(part)).toBe(true);
  });

  test("PromptCreated", () => {
    expect(streamOf(promptCreated)).toStrictEqual({ prompt: alive, versions: {}, pinned: {} });
    expect(
      streamOf({
        type: "PromptCreated",
        data: { promptId: "prm_1", slug: "greeting", name: "Greeting", description: "d" },
      }).prompt,
    ).toStrictEqual({ ...alive, description: "d" });
  });

  test("PromptEdited", () => {
    expect(
      promptAfter({
        type: "PromptEdited",
        data: { name: "Hello", description: "d", slug: "hello", starred: true },
      }),
    ).toStrictEqual({
      ...alive,
      ...touched(2),
      name: "Hello",
      description: "d",
      slug: "hello",
      starred: true,
    });
    expect(promptAfter({ type: "PromptEdited", data: {} })).toStrictEqual({ ...alive, ...touched(2) });
  });

  test("PromptTagged and PromptUntagged", () => {
    const tag = { id: "tag_1", key: "team", value: null, color: "#112233" };
    const other = { id: "tag_2", key: "lang", value: "en", color: "#445566" };
    const tagged: PromptStreamEvent[] = [
      { type: "PromptTagged", data: tag },
      { type: "PromptTagged", data: other },
      { type: "PromptTagged", data: { ...tag, color: "#778899" } },
    ];
    expect(promptAfter(...tagged)).toStrictEqual({
      ...alive,
      ...touched(4),
      tags: [
        { ...tag, color: "#778899", createdAt: 2000, updatedAt: 4000 },
        { ...other, createdAt: 3000, updatedAt: 3000 },
      ],
    });
    expect(
      promptAfter(...tagged, { type: "PromptUntagged", data: { id: "tag_1", key: "team", value: null } }),
    ).toStrictEqual({
      ...alive,
      ...touched(5),
      tags: [{ ...other, createdAt: 3000, updatedAt: 3000 }],
    });
  });

  test("PromptDeleted and PromptRestored", () => {
    expect(promptAfter(promptDeleted)).toStrictEqual({
      ...alive,
      ...touched(2),
      status: "deleted",
      deletedAt: 2000,
    });
    expect(promptAfter(promptDeleted, { type: "PromptRestored", data: { slug: "hello" } })).toStrictEqual({
      ...alive,
      ...touched(3),
      slug: "hello",
    });
  });

  test("AccessGranted and AccessRevoked, which are no change of its details", () => {
    const bob = { type: "user", id: "bob" } as const;
    const team = { type: "group", id: "bob" } as const;
    const granted = (subject: typeof bob | typeof team, ...permissions: Permission[]): PromptStreamEvent => ({
      type: "AccessGranted",
      data: { subject, permissions },
    });
    const revoked = (subject: typeof bob | typeof team, ...permissions: Permission[]): PromptStreamEvent => ({
      type: "AccessRevoked",
      data: { subject, permissions },
    });
    const both = [granted(bob, "READ"), granted(team, "READ", "UPDATE"), granted(bob, "READ", "EXECUTE")];
    expect(promptAfter(...both)).toStrictEqual({
      ...alive,
      lastEventAt: 4000,
      revision: 4,
      grants: [
        { subject: bob, permissions: ["READ", "EXECUTE"] },
        { subject: team, permissions: ["READ", "UPDATE"] },
      ],
    });
    expect(promptAfter(...both, revoked(team, "UPDATE")).grants).toStrictEqual([
      { subject: bob, permissions: ["READ", "EXECUTE"] },
      { subject: team, permissions: ["READ"] },
    ]);
    expect(promptAfter(...both, revoked(bob, "READ", "EXECUTE")).grants).toStrictEqual([
      { subject: team, permissions: ["READ", "UPDATE"] },
    ]);
  });
});

describe("versions after", () => {
  test("VersionCreated", () => {
    expect(
      streamOf(promptCreated, {
        type: "VersionCreated",
        data: {
          promptId: "prm_1",
          versionId: "pv_1",
          number: 1,
          content: { ...one, model: "gpt-4o" },
          description: "d",
          integrations: ["a:b"],
        },
      }),
    ).toStrictEqual({
      prompt: {
        ...alive,
        numbers: [1],
        highest: 1,
        draft: 1,
        current: { number: 1, id: "pv_1", model: "gpt-4o", committed: false, updatedAt: 2000 },
        lastEventAt: 2000,
        revision: 2,
      },
      versions: {
        1: { ...draft, content: { ...one, model: "gpt-4o" }, description: "d", integrations: ["a:b"] },
      },
      pinned: {},
    });
  });

  test("VersionEdited", () => {
    const edit: PromptStreamEvent = {
      type: "VersionEdited",
      data: {
        number: 1,
        changes: { messages: null, model: "m", stop: null } as never,
        description: "d",
        integrations: ["a:b"],
      },
    };
    const after = streamOf(promptCreated, versionCreated(1, one), edit);
    expect(after.versions[1]).toStrictEqual({
      ...draft,
      content: { model: "m" },
      description: "d",
      integrations: ["a:b"],
      updatedAt: 3000,
      revision: 3,
    });
    expect(after.prompt).toStrictEqual({
      ...aliveWithOne,
      draft: 1,
      current: { ...head, model: "m", committed: false },
    });
    const more: PromptStreamEvent = { type: "VersionEdited", data: { number: 1, changes: { seed: 1 } } };
    expect(streamOf(promptCreated, versionCreated(1, one), edit, more).versions[1]).toStrictEqual({
      ...draft,
      content: { model: "m", seed: 1 },
      description: "d",
      integrations: ["a:b"],
      updatedAt: 4000,
      revision: 4,
    });
  });

  test("VersionCommitted", () => {
    expect(streamOf(...oneCommitted)).toStrictEqual({
      prompt: aliveWithOne,
      versions: { 1: committed },
      pinned: {},
    });
  });

  test("VersionCommitted of a slot below the draft, which stays one", () => {
    const after = streamOf(promptCreated, versionCreated(3), versionCreated(1), versionCommitted(1));
    expect(after.prompt.draft).toBe(3);
    expect(after.versions[3]?.status).toBe("draft");
  });

  test.each(["replace", "patch"] as const)("VersionReopened to %s", (mode) => {
    const after = streamOf(...oneCommitted, versionReopened(1, mode));
    expect(after.versions[1]).toStrictEqual({
      ...committed,
      status: "draft",
      contentHash: null,
      createdAt: mode === "replace" ? 4000 : 2000,
      updatedAt: 4000,
      revision: 4,
    });
    expect(after.prompt).toStrictEqual({
      ...aliveWithOne,
      current: { ...head, committed: false, updatedAt: 4000 },
      lastEventAt: 4000,
      revision: 4,
    });
  });

  test("VersionReopened to replace by another, who then is its creator", () => {
    const reopened = { ...versionReopened(1, "replace"), ...circumstances(4), actor: "jane" };
    const { versions } = fold(promptStreamDecider, streamOf(...oneCommitted), [reopened]);
    expect(versions[1]).toMatchObject({ createdBy: "jane", updatedBy: "jane", committedBy: "ann" });
  });

  test("VersionDeleted of the highest: the one below is current, and the number stays used", () => {
    const after = streamOf(
      ...oneCommitted,
      versionCreated(2, { model: "m" }),
      versionCommitted(2, { model: "m" }),
      versionDeleted(2),
    );
    expect(after).toStrictEqual({
      prompt: { ...aliveWithOne, highest: 2, lastEventAt: 6000, revision: 6 },
      versions: { 1: committed },
      pinned: {},
    });
  });

  test("VersionDeleted of the last one, a draft: there is no current version", () => {
    const after = streamOf(promptCreated, versionCreated(1), versionDeleted(1));
    expect(after).toStrictEqual({
      prompt: { ...alive, highest: 1, lastEventAt: 3000, revision: 3 },
      versions: {},
      pinned: {},
    });
  });

  test("VersionDeleted of the last one that was there before: there is no current version any more", () => {
    const before = streamOf(promptCreated, versionCreated(1));
    const after = fold(promptStreamDecider, before, [{ ...versionDeleted(1), ...circumstances(3) }]);
    expect([before.prompt.current?.number, after.prompt.current]).toEqual([1, null]);
  });

  test("VersionDeleted of one below the draft, which stays one", () => {
    const after = streamOf(...oneCommitted, versionCreated(2), versionDeleted(1));
    expect(after.prompt).toMatchObject({ numbers: [2], draft: 2, current: { number: 2 } });
  });

  test("a number below the highest, which is kept in order and is no draft of the prompt", () => {
    const after = streamOf(promptCreated, versionCreated(10), versionCreated(9), versionCreated(2));
    expect(after.prompt).toMatchObject({
      numbers: [2, 9, 10],
      highest: 10,
      draft: 10,
      current: { number: 10 },
    });
  });

  test("a deleted number that comes back: the highest number ever is not lowered", () => {
    const after = streamOf(...oneCommitted, versionCreated(5), versionDeleted(5), versionCreated(2));
    expect(after.prompt).toMatchObject({ numbers: [1, 2], highest: 5, draft: 2 });
  });

  test("a new record on a deleted number holds nothing of the old one", () => {
    const after = streamOf(
      ...oneCommitted,
      { type: "VersionEdited", data: { number: 1, changes: {}, description: "d" } },
      versionDeleted(1),
      versionCreated(1),
    );
    expect(after.versions[1]).toStrictEqual({
      ...draft,
      content: {},
      createdAt: 6000,
      updatedAt: 6000,
      revision: 6,
    });
  });
});

describe("deployments after", () => {
  const pin = pinOn(1, 3, one);
  const live = { deployedAt: 4000, deployedBy: "ann", deployedRevision: 4, trail: [] };

  test("VersionDeployed and VersionUndeployed, which are no change of the prompt's details", () => {
    expect(streamOf(...oneCommitted, versionDeployed(pin))).toStrictEqual({
      prompt: {
        ...aliveWithOne,
        deployments: { production: { ...pin, ...live } },
        lastEventAt: 4000,
        revision: 4,
      },
      versions: { 1: committed },
      pinned: { production: committed },
    });
    expect(streamOf(...oneCommitted, versionDeployed(pin), versionUndeployed(pin))).toStrictEqual({
      prompt: { ...aliveWithOne, lastEventAt: 5000, revision: 5 },
      versions: { 1: committed },
      pinned: {},
    });
  });

  test("X13 overwriting a slot: what is live stays as it was, in one fold and in several", () => {
    const events = [
      ...oneCommitted,
      versionDeployed(pin),
      versionReopened(1, "replace"),
      { type: "VersionEdited", data: { number: 1, changes: two } } as const,
      versionCommitted(1, two),
    ];
    const atOnce = streamOf(...events);
    expect(atOnce.pinned).toStrictEqual({ production: committed });
    expect(atOnce.versions[1]?.content).toStrictEqual(two);
    const oneByOne = events.reduce(
      (state, event, index) => fold(promptStreamDecider, state, [{ ...event, ...circumstances(index + 1) }]),
      promptStreamDecider.initialState,
    );
    expect(oneByOne).toStrictEqual(atOnce);
  });

  test("X13 a deployment with a snapshot: that is what is live, not what the slot holds", () => {
    const { prompt, pinned, versions } = streamOf(
      promptCreated,
      versionCreated(1, two),
      versionCommitted(1, two),
      {
        type: "VersionDeployed",
        data: { environment: "production", ...pin, replaces: null, rollback: true, snapshot: committed },
      },
    );
    expect(pinned).toStrictEqual({ production: committed });
    expect(versions[1]?.content).toStrictEqual(two);
    // A rollback to what the trail does not hold once made the fold fail, and with it every reading of the prompt.
    expect(prompt.deployments).toStrictEqual({ production: { ...pin, ...live } });
  });
});

describe("folding", () => {
  test("does not change the given state, even if it is deeply frozen", () => {
    const before = deepFreeze(streamOf(...oneCommitted));
    const text = JSON.stringify(before);
    const after = fold(promptStreamDecider, before, [{ ...promptDeleted, ...circumstances(4) }]);
    expect(JSON.stringify(before)).toBe(text);
    expect(after.versions[1]).toBe(before.versions[1]);
  });

  test("leaves the events that it was given as they were", () => {
    const created = versionCreated(1, one);
    const granted: PromptStreamEvent = {
      type: "AccessGranted",
      data: { subject: { type: "user", id: "bob" }, permissions: ["READ"] },
    };
    const text = JSON.stringify([created, granted]);
    streamOf(
      promptCreated,
      created,
      { type: "VersionEdited", data: { number: 1, changes: { model: "m" }, integrations: ["a:b"] } },
      granted,
      { type: "AccessRevoked", data: { subject: { type: "user", id: "bob" }, permissions: ["READ"] } },
    );
    expect(JSON.stringify([created, granted])).toBe(text);
  });

  test("one event after the other and all at once give the same", () => {
    const events = [
      ...oneCommitted,
      versionDeployed(pinOn(1, 3, one)),
      versionCreated(2, two),
      versionCommitted(2, two),
      versionDeployed(pinOn(2, 6, two), pinOn(1, 3, one)),
      versionDeleted(1),
      promptDeleted,
    ];
    const oneByOne = events.reduce(
      (state, event, index) => fold(promptStreamDecider, state, [{ ...event, ...circumstances(index + 1) }]),
      promptStreamDecider.initialState,
    );
    expect(oneByOne).toStrictEqual(streamOf(...events));
  });

  test("of nothing gives the state itself", () => {
    const { initialState } = promptStreamDecider;
    expect(fold(promptStreamDecider, initialState, [])).toBe(initialState);
    const state = streamOf(...oneCommitted);
    expect(fold(promptStreamDecider, state, [])).toBe(state);
  });

  test("passes over versions that were not loaded: their documents have not changed", () => {
    const { prompt } = streamOf(...oneCommitted, versionCreated(2, two));
    const loaded = { prompt, versions: {}, pinned: {} };
    const after = fold(promptStreamDecider, loaded, [
      { ...versionCommitted(2, two), ...circumstances(5) },
      { ...versionDeployed(pinOn(1, 3, one)), ...circumstances(6) },
    ]);
    expect(after.versions).toStrictEqual({});
    expect(after.pinned).toStrictEqual({});
    expect(after.prompt.current).toStrictEqual(prompt.current);
    expect(after.prompt.draft).toBeNull();
  });
});

test("what a prompt's numbers tell", () => {
  const none = initialPrompt;
  expect([commitCount(none), currentNumber(none), latestCommitted(none)]).toEqual([0, 0, 0]);
  const open = streamOf(...oneCommitted, versionCreated(4)).prompt;
  expect([commitCount(open), currentNumber(open), latestCommitted(open)]).toEqual([1, 4, 1]);
  const closed = streamOf(...oneCommitted, versionCreated(4), versionCommitted(4)).prompt;
  expect([commitCount(closed), currentNumber(closed), latestCommitted(closed)]).toEqual([2, 4, 4]);
  const draftOnly = streamOf(promptCreated, versionCreated(1)).prompt;
  expect([commitCount(draftOnly), currentNumber(draftOnly), latestCommitted(draftOnly)]).toEqual([0, 1, 0]);
});

test("the version before its first event is empty and frozen", () => {
  expect(initialVersion).toStrictEqual({
    ...draft,
    status: "none",
    promptId: "",
    id: "",
    number: 0,
    content: {},
    createdAt: 0,
    createdBy: "",
    updatedAt: 0,
    updatedBy: "",
    revision: 0,
  });
  const { content, integrations } = initialVersion;
  for (const part of [initialVersion, content, integrations]) expect(Object.isFrozen(part)).toBe(true);
});

test("streams are named after what they are about", () => {
  expect(promptStreamName("prm_1")).toBe("prompt-prm_1");
  expect(slugStreamName("Grüße, Welt")).toBe("slug-Grüße, Welt");
});
