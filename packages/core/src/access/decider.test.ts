import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../decider.ts";
import type { AccessCommand } from "./commands.ts";
import { accessDecider } from "./decider.ts";
import type { AccessEvent } from "./events.ts";
import type { AccessTarget, Permission } from "./grant.ts";
import { modelName, PERMISSIONS, sameSubject, targetText, WHOLE_TENANT } from "./grant.ts";
import type { AccessState } from "./state.ts";
import { applicationActorId, grantsOn, initialAccess } from "./state.ts";

const ann = { type: "user", id: "ann" } as const;
const team = { type: "group", id: "ann" } as const;
const tag: AccessTarget = { tag: "team" };
const created: AccessEvent = { type: "ApplicationCreated", data: { applicationId: "app", name: "App" } };

/** The state after these events, each one second after the one before it. */
function after(...events: readonly AccessEvent[]): AccessState {
  const happened = events.map((event, index) => ({
    ...event,
    version: index + 1,
    at: (index + 1) * 1000,
    actor: `actor ${index + 1}`,
  }));
  return fold(accessDecider, initialAccess, happened);
}

function granted(permissions: readonly Permission[], subject: typeof ann | typeof team = ann): AccessEvent {
  return { type: "AccessGranted", data: { target: tag, subject, permissions } };
}

function revoked(permissions: readonly Permission[]): AccessEvent {
  return { type: "AccessRevoked", data: { target: tag, subject: ann, permissions } };
}

function decide(command: AccessCommand, ...events: readonly AccessEvent[]) {
  const decision = accessDecider.decide(command, after(...events), { newId: "app_new" });
  return decision.status === "accepted" ? decision.events : decision.rejection;
}

describe("granting on a target", () => {
  const grant = (permissions: readonly Permission[]) =>
    ({ type: "GrantOnTarget", target: tag, subject: ann, permissions }) as const;

  test("tells all that the subject has then, in one order", () => {
    expect(decide(grant(["EXECUTE", "READ"]))).toEqual([granted(["READ", "EXECUTE"])]);
    expect(decide(grant(["READ"]), granted(["DELETE"]))).toEqual([granted(["READ", "DELETE"])]);
    expect(decide(grant(["READ"]), granted(["READ"], team))).toEqual([granted(["READ"])]);
  });

  test("of what the subject has already changes nothing", () => {
    expect(decide(grant(["READ"]), granted(["READ", "UPDATE"]))).toEqual([]);
  });

  test("is taken back by revoking, which tells what was lost", () => {
    const revoke = { ...grant(["READ", "UPDATE"]), type: "RevokeOnTarget" } as const;
    expect(decide(revoke, granted(["READ", "DELETE"]))).toEqual([revoked(["READ"])]);
    expect(decide(revoke, granted(["DELETE"]))).toEqual([]);
    expect(decide(revoke)).toEqual([]);
  });
});

describe("an application", () => {
  const missing = (id: string) => ({
    code: "application-not-found",
    message: `there is no application with the id ${id}`,
    field: "id",
  });

  test("is created once, under the id that was given or a new one", () => {
    expect(decide({ type: "CreateApplication", id: "app", name: "App" })).toEqual([created]);
    expect(decide({ type: "CreateApplication", name: "App" })).toEqual([
      { type: "ApplicationCreated", data: { applicationId: "app_new", name: "App" } },
    ]);
    for (const before of [
      [created],
      [created, { type: "ApplicationDeleted", data: { applicationId: "app" } }],
    ])
      expect(
        decide({ type: "CreateApplication", id: "app", name: "App" }, ...(before as AccessEvent[])),
      ).toEqual({
        code: "id-taken",
        message: "the id app is taken; ids are never used again, choose another one",
        field: "id",
        details: { id: "app" },
      });
  });

  test("is deleted once", () => {
    const deleted: AccessEvent = { type: "ApplicationDeleted", data: { applicationId: "app" } };
    expect(decide({ type: "DeleteApplication", id: "app" }, created)).toEqual([deleted]);
    expect(decide({ type: "DeleteApplication", id: "app" }, created, deleted)).toEqual([]);
    expect(decide({ type: "DeleteApplication", id: "app" })).toEqual(missing("app"));
    for (const type of ["AddRole", "RemoveRole"] as const) {
      expect(decide({ type, id: "app", role: "r" }, created, deleted)).toEqual(missing("app"));
      expect(decide({ type, id: "constructor", role: "r" })).toEqual(missing("constructor"));
    }
  });

  test("is given a role, and loses it, once", () => {
    const data = { applicationId: "app", role: "r" };
    const added: AccessEvent = { type: "RoleAdded", data };
    const removed: AccessEvent = { type: "RoleRemoved", data };
    expect(decide({ type: "AddRole", id: "app", role: "r" }, created)).toEqual([added]);
    expect(decide({ type: "AddRole", id: "app", role: "r" }, created, added)).toEqual([]);
    expect(decide({ type: "RemoveRole", id: "app", role: "r" }, created, added)).toEqual([removed]);
    expect(decide({ type: "RemoveRole", id: "app", role: "r" }, created)).toEqual([]);
    expect(decide({ type: "RemoveRole", id: "app", role: "r" }, created, added, removed)).toEqual([]);
  });
});

describe("the access after", () => {
  test("nothing is empty and frozen", () => {
    expect(accessDecider.initialState).toEqual({ targets: {}, applications: {} });
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
          deleted: false,
          createdAt: 1000,
          createdBy: "actor 1",
          updatedAt: 3000,
          updatedBy: "actor 3",
        },
      },
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

  test("any commands holds what was granted and not revoked since", () => {
    const command = fc.record({
      type: fc.constantFrom("GrantOnTarget" as const, "RevokeOnTarget" as const),
      target: fc.constantFrom(tag, WHOLE_TENANT, { integration: "a" }, { integration: "a", model: "m" }),
      subject: fc.constantFrom(ann, team),
      permissions: fc.uniqueArray(fc.constantFrom(...PERMISSIONS), { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        const model = new Set<string>();
        const events: AccessEvent[] = [];
        for (const one of commands) {
          const decision = accessDecider.decide(one, after(...events), { newId: "" });
          if (decision.status === "accepted") events.push(...decision.events);
          for (const permission of one.permissions) {
            const key = JSON.stringify([one.target, one.subject, permission]);
            if (one.type === "GrantOnTarget") model.add(key);
            else model.delete(key);
          }
        }
        const state = after(...events);
        const held = Object.values(state.targets).flatMap(({ target, grants }) =>
          grants.flatMap(({ subject, permissions }) =>
            permissions.map((permission) => JSON.stringify([target, subject, permission])),
          ),
        );
        expect(held.toSorted()).toEqual([...model].toSorted());
        for (const { grants } of Object.values(state.targets)) expect(grants.length).toBeGreaterThan(0);
      }),
    );
  });
});

test("names of targets, models, subjects and actors are told apart", () => {
  expect(
    [{ tag: "a" }, WHOLE_TENANT, { integration: "a" }, { integration: "a", model: "m" }].map(targetText),
  ).toEqual(["tag a", "tenant", "integration a", "model a:m"]);
  expect(modelName("openai", "gpt:4")).toBe("openai:gpt:4");
  expect([
    sameSubject(ann, { ...ann }),
    sameSubject(ann, team),
    sameSubject(ann, { ...ann, id: "b" }),
  ]).toEqual([true, false, false]);
  expect(applicationActorId("x")).toBe("app:x");
  expect(PERMISSIONS).toEqual(["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"]);
});
