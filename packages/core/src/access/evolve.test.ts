import { describe, expect, test } from "vitest";
import { stateAfter } from "../../test/happened.ts";
import { accessDecider } from "./decider.ts";
import type { AccessEvent } from "./events.ts";
import type { AccessTarget, Permission } from "./grant.ts";
import { WHOLE_TENANT } from "./grant.ts";
import type { AccessState } from "./state.ts";
import { applicationActorId, applicationOfActor, grantsOn, initialAccess } from "./state.ts";

const ann = { type: "user", id: "ann" } as const;
const team = { type: "group", id: "ann" } as const;
const tag: AccessTarget = { tag: "team" };
const created: AccessEvent = { type: "ApplicationCreated", data: { applicationId: "app", name: "App" } };

const after = (...events: readonly AccessEvent[]): AccessState => stateAfter(accessDecider, events);

function granted(permissions: readonly Permission[], subject: typeof ann | typeof team = ann): AccessEvent {
  return { type: "AccessGranted", data: { target: tag, subject, permissions } };
}

function revoked(permissions: readonly Permission[]): AccessEvent {
  return { type: "AccessRevoked", data: { target: tag, subject: ann, permissions } };
}

describe("the access after", () => {
  test("nothing is empty and frozen", () => {
    expect(accessDecider.initialState).toEqual({ targets: {}, applications: {}, keys: {}, erased: {} });
    for (const part of [initialAccess, initialAccess.targets, initialAccess.applications])
      expect(Object.isFrozen(part)).toBe(true);
    expect(grantsOn(initialAccess, tag)).toEqual([]);
  });

  test("grants are those of each subject, which keeps its place", () => {
    const state = after(granted(["READ"]), granted(["UPDATE"], team), granted(["READ", "DELETE"]));
    expect(state.targets).toEqual({
      "tag team": {
        target: tag,
        grants: [
          { subject: ann, permissions: ["READ", "DELETE"] },
          { subject: team, permissions: ["UPDATE"] },
        ],
      },
    });
    expect(grantsOn(state, tag)).toHaveLength(2);
    expect(grantsOn(state, WHOLE_TENANT)).toEqual([]);
  });

  test("a revocation is without what was taken, and without a grant of nothing", () => {
    expect(grantsOn(after(granted(["READ", "UPDATE"]), revoked(["READ"])), tag)).toEqual([
      { subject: ann, permissions: ["UPDATE"] },
    ]);
    expect(after(granted(["READ"]), revoked(["READ", "UPDATE"])).targets).toEqual({});
    expect(after(revoked(["READ"])).targets).toEqual({});
    const other = after(granted(["READ"]), granted(["READ"], team), revoked(["READ"]));
    expect(grantsOn(other, tag)).toEqual([{ subject: team, permissions: ["READ"] }]);
  });

  test("a grant in a prompt's stream is none of the tenant's", () => {
    expect(after({ type: "AccessGranted", data: { subject: ann, permissions: ["READ"] } })).toEqual(
      initialAccess,
    );
  });

  test("the life of an application remembers who did what, each at its own time", () => {
    const role = (name: string): AccessEvent => ({
      type: "RoleAdded",
      data: { applicationId: "app", role: name },
    });
    expect(after(created, role("a"), role("b"))).toEqual({
      targets: {},
      applications: {
        app: {
          id: "app",
          name: "App",
          roles: ["a", "b"],
          tags: [],
          deleted: false,
          createdAt: 1000,
          createdBy: "actor 1",
          updatedAt: 3000,
          updatedBy: "actor 3",
        },
      },
      keys: {},
      erased: {},
    });
    const ended = after(
      created,
      role("a"),
      role("b"),
      { type: "RoleRemoved", data: { applicationId: "app", role: "a" } },
      { type: "ApplicationDeleted", data: { applicationId: "app" } },
    );
    expect(ended.applications["app"]).toMatchObject({ roles: ["b"], deleted: true, updatedAt: 5000 });
    expect(after(role("a"))).toEqual(initialAccess);
  });
});

test("keys have an owner until they are revoked, or their application is deleted", () => {
  const key = (keyId: string, actorId: string): AccessEvent => ({
    type: "KeyCreated",
    data: { keyId, actorId, actorKind: "application" },
  });
  const made = [created, key("k1", "app:app"), key("k2", "app:app"), key("k3", "app:other")] as const;
  const key1 = { actorId: "app:app", enabled: true, createdAt: 2000 };
  const [key2, key3] = [
    { ...key1, createdAt: 3000 },
    { actorId: "app:other", enabled: true, createdAt: 4000 },
  ];
  expect(after(...made).keys).toEqual({ k1: key1, k2: key2, k3: key3 });
  const disabled: AccessEvent = { type: "KeyDisabled", data: { keyId: "k1", actorId: "app:app" } };
  expect(after(...made, disabled).keys["k1"]).toEqual({ ...key1, enabled: false });
  expect(after(...made, disabled, { ...disabled, type: "KeyEnabled" }).keys["k1"]).toEqual(key1);
  const revoked: AccessEvent = { type: "KeyRevoked", data: { keyId: "k1", actorId: "app:app" } };
  expect(after(...made, revoked).keys).toEqual({ k2: key2, k3: key3 });
  const deleted: AccessEvent = { type: "ApplicationDeleted", data: { applicationId: "app" } };
  expect(after(...made, deleted).keys).toEqual({ k3: key3 });
});

test("people who were erased are known, with when", () => {
  const erased: AccessEvent = { type: "PersonErased", data: { actorId: "ann" } };
  expect(after(erased)).toEqual({ ...initialAccess, erased: { "actor:ann": 1000 } });
});

test("an application's calls come with an actor of their own", () => {
  expect(applicationActorId("x")).toBe("app:x");
  expect(applicationOfActor("app:x")).toBe("x");
  expect(applicationOfActor("x")).toBeNull();
});
