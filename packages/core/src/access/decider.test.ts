import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { happened, stateAfter } from "../../test/happened.ts";
import { fold } from "../decider.ts";
import type { GivenTag } from "../integration/resource-tag.ts";
import type { AccessCommand } from "./commands.ts";
import { accessDecider } from "./decider.ts";
import type { AccessEvent } from "./events.ts";
import type { AccessTarget, Permission } from "./grant.ts";
import { PERMISSIONS, WHOLE_TENANT } from "./grant.ts";
import type { AccessState } from "./state.ts";
import { initialAccess } from "./state.ts";

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

describe("an application's name and tags", () => {
  const applicationId = "app";
  const docs = { key: "team", value: "docs" };
  const plain = { key: "plain", value: null };

  test("are changed by one event, which tells what is new alone", () => {
    const renamed: AccessEvent = { type: "ApplicationRenamed", data: { applicationId, name: "Other" } };
    const rename = { type: "RenameApplication", id: "app", name: "Other" } as const;
    expect(decide(rename, created)).toEqual([renamed]);
    expect(decide(rename, created, renamed)).toEqual([]);
    const tagged: AccessEvent = { type: "ApplicationTagged", data: { applicationId, tags: [docs] } };
    const tag = (...tags: readonly GivenTag[]) => ({ type: "TagApplication", id: "app", tags }) as const;
    expect(decide(tag(docs, docs), created)).toEqual([tagged]);
    expect(decide(tag(docs, { key: "plain", value: "" }), created, tagged)).toEqual([
      { type: "ApplicationTagged", data: { applicationId, tags: [plain] } },
    ]);
    for (const same of [tag(), tag(docs)]) expect(decide(same, created, tagged)).toEqual([]);
    const untagged: AccessEvent = { type: "ApplicationUntagged", data: { applicationId, tags: [docs] } };
    const untag = { ...tag(docs, plain), type: "UntagApplication" } as const;
    expect(decide(untag, created, tagged)).toEqual([untagged]);
    expect(decide(untag, created, tagged, untagged)).toEqual([]);
    expect(after(created, renamed, tagged).applications["app"]).toMatchObject({
      name: "Other",
      tags: [docs],
      updatedAt: 3000,
      updatedBy: "actor 3",
    });
    expect(after(created, tagged, untagged).applications["app"]?.tags).toEqual([]);
  });

  test("of a missing or deleted one cannot change", () => {
    const deleted: AccessEvent = { type: "ApplicationDeleted", data: { applicationId } };
    const missing = { code: "application-not-found" };
    for (const command of [
      { type: "RenameApplication", id: "app", name: "n" },
      { type: "TagApplication", id: "app", tags: [] },
      { type: "UntagApplication", id: "app", tags: [docs] },
    ] as const) {
      expect(decide(command)).toMatchObject(missing);
      expect(decide(command, created, deleted)).toMatchObject(missing);
    }
  });
});

describe("a key", () => {
  const make = { type: "CreateKey", keyId: "k", actorId: "bob", actorKind: "user" } as const;
  const made: AccessEvent = { type: "KeyCreated", data: { keyId: "k", actorId: "bob", actorKind: "user" } };
  const event = (type: "KeyDisabled" | "KeyEnabled" | "KeyRevoked"): AccessEvent => ({
    type,
    data: { keyId: "k", actorId: "bob" },
  });
  const enable = (enabled: boolean) => ({ type: "SetKeyEnabled", keyId: "k", enabled }) as const;

  test("is made with its owner", () => {
    expect(decide(make)).toEqual([made]);
  });

  test("is disabled and enabled again, with one event for each change", () => {
    expect(decide(enable(true), made)).toEqual([]);
    expect(decide(enable(false), made)).toEqual([event("KeyDisabled")]);
    expect(decide(enable(false), made, event("KeyDisabled"))).toEqual([]);
    expect(decide(enable(true), made, event("KeyDisabled"))).toEqual([event("KeyEnabled")]);
    expect(decide(enable(true), made, event("KeyDisabled"), event("KeyEnabled"))).toEqual([]);
  });

  test("is revoked once, whatever it was", () => {
    const revoke = { type: "RevokeKey", keyId: "k" } as const;
    expect(decide(revoke, made)).toEqual([event("KeyRevoked")]);
    expect(decide(revoke, made, event("KeyDisabled"))).toEqual([event("KeyRevoked")]);
    expect(decide(revoke, made, event("KeyRevoked"))).toEqual([]);
    expect(decide(revoke)).toEqual([]);
  });

  test("that the history does not know cannot be enabled or disabled", () => {
    expect(decide(enable(false))).toEqual([]);
    expect(decide(enable(false), made, event("KeyRevoked"))).toEqual([]);
  });
});

test("a person is erased once, and others are not", () => {
  const erased: AccessEvent = { type: "PersonErased", data: { actorId: "ann" } };
  const erase = { type: "ErasePerson", actorId: "ann" } as const;
  expect(decide(erase)).toEqual([erased]);
  expect(decide(erase, erased)).toEqual([]);
  expect(decide({ ...erase, actorId: "bob" }, erased)).toEqual([
    { type: "PersonErased", data: { actorId: "bob" } },
  ]);
});

describe("any commands", () => {
  const onTarget = fc.record({
    type: fc.constantFrom("GrantOnTarget" as const, "RevokeOnTarget" as const),
    target: fc.constantFrom<AccessTarget>(
      tag,
      WHOLE_TENANT,
      { integration: "a" },
      { integration: "a", model: "m" },
    ),
    subject: fc.constantFrom(ann, team),
    permissions: fc.uniqueArray(fc.constantFrom(...PERMISSIONS), { minLength: 1 }),
  });
  // Names that every object has are ids like any other.
  const id = fc.constantFrom("app", "constructor", "toString");
  type Living = AccessCommand<"CreateApplication" | "DeleteApplication" | "AddRole" | "RemoveRole">;
  const onApplication: fc.Arbitrary<Living> = fc.oneof(
    fc.record({ type: fc.constant("CreateApplication" as const), id, name: fc.constant("App") }),
    fc.record({ type: fc.constant("DeleteApplication" as const), id }),
    fc.record({
      type: fc.constantFrom("AddRole" as const, "RemoveRole" as const),
      id,
      role: fc.constantFrom("r", "constructor"),
    }),
  );

  /** The events that the commands lead to, each decided after those before it. */
  function eventsOf(commands: readonly AccessCommand[]): readonly AccessEvent[] {
    const events: AccessEvent[] = [];
    for (const command of commands) {
      const decision = accessDecider.decide(command, after(...events), { newId: "" });
      if (decision.status === "accepted") events.push(...decision.events);
    }
    return events;
  }

  test("leave what was granted and not revoked since", () => {
    fc.assert(
      fc.property(fc.array(onTarget), (commands) => {
        const model = new Set<string>();
        for (const { type, target, subject, permissions } of commands)
          for (const permission of permissions) {
            const key = JSON.stringify([target, subject, permission]);
            if (type === "GrantOnTarget") model.add(key);
            else model.delete(key);
          }
        const { targets } = after(...eventsOf(commands));
        const held = Object.values(targets).flatMap(({ target, grants }) =>
          grants.flatMap(({ subject, permissions }) =>
            permissions.map((permission) => JSON.stringify([target, subject, permission])),
          ),
        );
        expect(held.toSorted()).toEqual([...model].toSorted());
        for (const { grants } of Object.values(targets)) expect(grants.length).toBeGreaterThan(0);
      }),
    );
  });

  test("that grant and then revoke the same leave none of it, whatever was there", () => {
    fc.assert(
      fc.property(fc.array(onTarget), onTarget, (before, { target, subject, permissions }) => {
        const both = (["GrantOnTarget", "RevokeOnTarget"] as const).map((type) => ({
          type,
          target,
          subject,
          permissions,
        }));
        const revoked = { type: "RevokeOnTarget" as const, target, subject, permissions };
        expect(after(...eventsOf([...before, ...both])).targets).toEqual(
          after(...eventsOf([...before, revoked])).targets,
        );
      }),
    );
  });

  test("change nothing the second time", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(onTarget, onApplication)), (commands) => {
        const events = eventsOf(commands);
        const last = commands.at(-1);
        if (last === undefined || last.type === "CreateApplication") return;
        const again = accessDecider.decide(last, after(...events), { newId: "" });
        expect(again.status === "accepted" ? again.events : []).toEqual([]);
      }),
    );
  });

  test("give each application the roles that it was given and has not lost, and never its id to another", () => {
    fc.assert(
      fc.property(fc.array(onApplication), (commands) => {
        const model = new Map<string, { readonly roles: Set<string>; deleted: boolean }>();
        for (const command of commands) {
          const { id = "" } = command;
          const known = model.get(id);
          if (command.type === "CreateApplication") {
            if (known === undefined) model.set(id, { roles: new Set(), deleted: false });
          } else if (known !== undefined && !known.deleted) {
            if (command.type === "DeleteApplication") known.deleted = true;
            else if (command.type === "AddRole") known.roles.add(command.role);
            else known.roles.delete(command.role);
          }
        }
        const { applications } = after(...eventsOf(commands));
        expect(Object.values(applications).map(({ id, roles, deleted }) => ({ id, roles, deleted }))).toEqual(
          [...model].map(([id, { roles, deleted }]) => ({ id, roles: [...roles], deleted })),
        );
      }),
    );
  });

  test("lead to events that fold to the same at once and one by one, and stay as they were", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(onTarget, onApplication)), (commands) => {
        const events = happened(eventsOf(commands));
        const copy = structuredClone(events);
        const atOnce = fold(accessDecider, initialAccess, events);
        const oneByOne = events.reduce((state, event) => fold(accessDecider, state, [event]), initialAccess);
        expect(JSON.stringify(oneByOne)).toBe(JSON.stringify(atOnce));
        expect(events).toEqual(copy);
        expect(initialAccess).toEqual({ targets: {}, applications: {}, keys: {}, erased: {} });
      }),
    );
  });
});
