import { produce } from "immer";
import { expect, test } from "vitest";
import { saying } from "../../test/given.ts";
import { versionDecider } from "./decider.ts";
import type { VersionEvent } from "./events.ts";
import { evolveVersion } from "./evolve.ts";
import type { VersionState } from "./state.ts";
import { initialVersion } from "./state.ts";

const one = saying("one");

function versionAfter(...events: readonly VersionEvent[]): VersionState {
  return produce(initialVersion, (draft) => {
    for (const [index, event] of events.entries())
      evolveVersion(draft, {
        ...event,
        version: index + 1,
        at: (index + 1) * 1000,
        actor: `actor ${index + 1}`,
      });
  });
}

const created: VersionEvent = {
  type: "VersionCreated",
  data: {
    promptId: "prm_1",
    versionId: "pv_1",
    number: 1,
    content: one,
    description: "d",
    integrations: ["a:b"],
  },
};
const deleted: VersionEvent = { type: "VersionDeleted", data: { number: 1 } };

test("a version remembers who did what, each at its own time", () => {
  const after = versionAfter(
    created,
    { type: "VersionCommitted", data: { number: 1, contentHash: "hash", hashVersion: 1, message: "first" } },
    { type: "VersionEdited", data: { number: 1, changes: {}, description: null } },
  );
  expect(after).toStrictEqual({
    status: "committed",
    promptId: "prm_1",
    id: "pv_1",
    number: 1,
    content: one,
    contentHash: "hash",
    hashVersion: 1,
    description: null,
    message: "first",
    integrations: ["a:b"],
    createdAt: 1000,
    createdBy: "actor 1",
    updatedAt: 3000,
    updatedBy: "actor 3",
    committedAt: 2000,
    committedBy: "actor 2",
    revision: 3,
  });
});

test("a deleted version keeps what it held", () => {
  const before = versionAfter(created);
  expect(versionAfter(created, deleted)).toStrictEqual({
    ...before,
    status: "deleted",
    updatedAt: 2000,
    updatedBy: "actor 2",
    revision: 2,
  });
});

test("a version created again keeps nothing of the one before it", () => {
  const again: VersionEvent = {
    type: "VersionCreated",
    data: { ...created.data, content: {}, description: null, integrations: [], versionId: "pv_2" } as never,
  };
  const after = versionAfter(
    created,
    { type: "VersionCommitted", data: { number: 1, contentHash: "hash", hashVersion: 1, message: "first" } },
    deleted,
    again,
  );
  expect(after).toStrictEqual({
    ...initialVersion,
    status: "draft",
    promptId: "prm_1",
    id: "pv_2",
    number: 1,
    createdAt: 4000,
    createdBy: "actor 4",
    updatedAt: 4000,
    updatedBy: "actor 4",
    revision: 4,
  });
});

test("X6 saving to a deleted version begins a new record, and replaces nothing", () => {
  const decision = versionDecider.decide(
    { type: "Save", promptId: "prm_1", number: 1, mode: "patch", input: { model: "m" } },
    versionAfter(created, deleted),
    { actor: "jane", versionId: () => "pv_2", hashContent: JSON.stringify, mayRead: () => true },
  );
  expect(decision).toStrictEqual({
    status: "accepted",
    events: [
      {
        type: "VersionCreated",
        data: {
          promptId: "prm_1",
          versionId: "pv_2",
          number: 1,
          content: { model: "m" },
          description: null,
          integrations: [],
        },
      },
      {
        type: "VersionCommitted",
        data: { number: 1, contentHash: '{"model":"m"}', hashVersion: 1, message: null },
      },
    ],
  });
});
