import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  given,
  pinOn,
  promptCreated,
  promptDeleted,
  streamOf,
  versionCommitted,
  versionCreated,
  versionDeployed,
  versionUndeployed,
} from "../../test/given.ts";
import type { Permission, Subject } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { portableHasher } from "../ports/hasher.ts";
import type { PromptCommand } from "./commands.ts";
import type { PromptEvent } from "./events.ts";
import type { PromptStreamEvent } from "./stream.ts";
import type { Tag } from "./tag.ts";
import { tagId, tagName } from "./tag.ts";

const DELETED = "the prompt prm_1 is deleted; restore it first";
const restored: PromptEvent = { type: "PromptRestored", data: { slug: "greeting" } };

describe("creating a prompt", () => {
  test("tells its identity, name and description", () => {
    given()
      .when({ type: "CreatePrompt", name: "Greeting", description: "Says hello" })
      .leadsTo({
        type: "PromptCreated",
        data: { promptId: "prm_1", slug: "greeting", name: "Greeting", description: "Says hello" },
      });
  });

  test("without a description stores null", () => {
    given().when({ type: "CreatePrompt", name: "Greeting" }).leadsTo(promptCreated);
    given().when({ type: "CreatePrompt", name: "Greeting", description: null }).leadsTo(promptCreated);
  });

  test("that is starred is two events; an unstarred one is none of it", () => {
    given()
      .when({ type: "CreatePrompt", name: "Greeting", starred: true })
      .leadsTo(promptCreated, { type: "PromptEdited", data: { starred: true } });
    given().when({ type: "CreatePrompt", name: "Greeting", starred: false }).leadsTo(promptCreated);
  });

  test.each([
    ["of a living prompt", [promptCreated]],
    ["of a deleted prompt", [promptCreated, promptDeleted]],
  ])("is refused on the id %s", (_, events) => {
    given(...events)
      .when({ type: "CreatePrompt", name: "Another", id: "prm_1" })
      .isRejected("id-taken", "the id prm_1 is taken; ids are never used again, choose another one", "id", {
        id: "prm_1",
      });
  });
});

describe("a prompt that is not there", () => {
  test.each<PromptCommand>([
    { type: "EditPrompt", name: "New" },
    { type: "TagPrompt", key: "team" },
    { type: "UntagPrompt", key: "team" },
    { type: "DeployVersion", version: 1 },
    { type: "RollBackDeployment" },
    { type: "PromoteDeployment", from: "staging", to: "production" },
    { type: "UndeployVersion" },
    { type: "GrantAccess", subject: { type: "user", id: "bob" }, permissions: ["READ"] },
    { type: "RevokeAccess", subject: { type: "user", id: "bob" }, permissions: ["READ"] },
    { type: "DeletePrompt" },
    { type: "RestorePrompt" },
  ])("takes no $type; a deleted one takes it only to be deleted again or restored", (command) => {
    given().when(command).isRejected("prompt-not-found", "there is no such prompt");
    const onDeleted = given(promptCreated, promptDeleted).when(command);
    if (command.type === "DeletePrompt") onDeleted.changesNothing();
    else if (command.type === "RestorePrompt") onDeleted.leadsTo(restored);
    else onDeleted.isRejected("prompt-deleted", DELETED);
  });
});

describe("editing a prompt", () => {
  test("tells every detail that changed", () => {
    given(promptCreated)
      .when({ type: "EditPrompt", name: "Hello", description: "d", slug: "hello", starred: true })
      .leadsTo({
        type: "PromptEdited",
        data: { name: "Hello", description: "d", slug: "hello", starred: true },
      });
  });

  test.each<[string, Partial<Extract<PromptCommand, { type: "EditPrompt" }>>]>([
    ["name", { name: "Hello" }],
    ["description", { description: "d" }],
    ["slug", { slug: "hello" }],
    ["starred", { starred: true }],
  ])("tells only the %s where only that changed", (_, change) => {
    given(promptCreated)
      .when({
        type: "EditPrompt",
        name: "Greeting",
        description: null,
        slug: "greeting",
        starred: false,
        ...change,
      })
      .leadsTo({ type: "PromptEdited", data: change });
  });

  test("clears a description with null, and takes a star off with false", () => {
    given(promptCreated, { type: "PromptEdited", data: { description: "d", starred: true } })
      .when({ type: "EditPrompt", description: null, starred: false })
      .leadsTo({ type: "PromptEdited", data: { description: null, starred: false } });
  });

  test("changes nothing where everything is so already, or nothing is named", () => {
    given(promptCreated)
      .when({ type: "EditPrompt", name: "Greeting", description: null, slug: "greeting", starred: false })
      .changesNothing();
    given(promptCreated).when({ type: "EditPrompt" }).changesNothing();
  });
});

describe("X11 tags", () => {
  const id = tagId("team", null, portableHasher);
  const tagged: PromptEvent = {
    type: "PromptTagged",
    data: { id, key: "team", value: null, color: "#112233" },
  };

  test("have a hash of key and value as their id", () => {
    // The first 24 characters of: printf '["team",null]' | sha256sum
    expect(id).toBe("tag_4ca606cd4451718d4cc16d68");
    expect(tagId("team", "core", portableHasher)).toBe("tag_b19b6fafdd4c7f1707eb212c");
  });

  test("are named by key, or key and value", () => {
    const tag = { key: "team", value: null } satisfies Partial<Tag>;
    expect(tagName(tag)).toBe("team");
    expect(tagName({ ...tag, value: "core" })).toBe("team:core");
    expect(tagName({ ...tag, value: "" })).toBe("team:");
  });

  test("get the default color unless one is given", () => {
    given(promptCreated)
      .when({ type: "TagPrompt", key: "team" })
      .leadsTo({ type: "PromptTagged", data: { id, key: "team", value: null, color: "#3B82F6" } });
    given(promptCreated)
      .when({ type: "TagPrompt", key: "team", value: null, color: "#112233" })
      .leadsTo(tagged);
  });

  test("with a value are other tags than without", () => {
    given(promptCreated, tagged)
      .when({ type: "TagPrompt", key: "team", value: "core" })
      .leadsTo({
        type: "PromptTagged",
        data: { id: tagId("team", "core", portableHasher), key: "team", value: "core", color: "#3B82F6" },
      });
    given(promptCreated, tagged).when({ type: "UntagPrompt", key: "team", value: "core" }).changesNothing();
  });

  test("keep their color when put on again, and change it when another is given", () => {
    given(promptCreated, tagged).when({ type: "TagPrompt", key: "team" }).changesNothing();
    given(promptCreated, tagged).when({ type: "TagPrompt", key: "team", color: "#112233" }).changesNothing();
    given(promptCreated, tagged)
      .when({ type: "TagPrompt", key: "team", color: "#445566" })
      .leadsTo({ type: "PromptTagged", data: { id, key: "team", value: null, color: "#445566" } });
  });

  test("are taken off by key and value", () => {
    const other: PromptEvent = {
      type: "PromptTagged",
      data: {
        id: tagId("team", "core", portableHasher),
        key: "team",
        value: "core",
        color: "#000000",
      },
    };
    given(promptCreated, other, tagged)
      .when({ type: "UntagPrompt", key: "team" })
      .leadsTo({ type: "PromptUntagged", data: { id, key: "team", value: null } });
    given(promptCreated, tagged, other)
      .when({ type: "UntagPrompt", key: "team", value: "core" })
      .leadsTo({
        type: "PromptUntagged",
        data: { id: tagId("team", "core", portableHasher), key: "team", value: "core" },
      });
    given(promptCreated, other).when({ type: "UntagPrompt", key: "team" }).changesNothing();
  });
});

describe("X11 what a tag gives", () => {
  const id = tagId("team", null, portableHasher);
  const tagged = (grantablePermissions?: readonly Permission[], color = "#3B82F6"): PromptEvent => ({
    type: "PromptTagged",
    data: {
      id,
      key: "team",
      value: null,
      color,
      ...(grantablePermissions === undefined ? {} : { grantablePermissions }),
    },
  });
  const tag = { type: "TagPrompt", key: "team" } as const;

  test("is what who puts it on could grant, and is not told where that is everything", () => {
    given(promptCreated)
      .when(tag, "jane", ["EXECUTE", "READ"])
      .leadsTo(tagged(["READ", "EXECUTE"]));
    given(promptCreated).when(tag, "jane", []).leadsTo(tagged([]));
    given(promptCreated).when(tag, "jane", PERMISSIONS.toReversed()).leadsTo(tagged());
  });

  test("grows by what the next one could grant, and never shrinks", () => {
    const limited = [promptCreated, tagged(["READ"])];
    given(...limited)
      .when(tag, "jane", ["EXECUTE"])
      .leadsTo(tagged(["READ", "EXECUTE"]));
    given(...limited)
      .when(tag, "jane", PERMISSIONS)
      .leadsTo(tagged());
    given(...limited)
      .when(tag, "jane", ["READ"])
      .changesNothing();
    given(...limited)
      .when(tag, "jane", [])
      .changesNothing();
    given(promptCreated, tagged()).when(tag, "jane", []).changesNothing();
  });

  test("stays with another color", () => {
    given(promptCreated, tagged(["READ"]))
      .when({ ...tag, color: "#000000" }, "jane", [])
      .leadsTo(tagged(["READ"], "#000000"));
    given(promptCreated, tagged())
      .when({ ...tag, color: "#000000" }, "jane", [])
      .leadsTo(tagged(undefined, "#000000"));
  });

  test("starts again after it was removed", () => {
    given(promptCreated, tagged(), { type: "PromptUntagged", data: { id, key: "team", value: null } })
      .when(tag, "jane", ["READ"])
      .leadsTo(tagged(["READ"]));
  });

  test("by any number of callers is what any of them could grant", () => {
    const callers = fc.array(fc.subarray([...PERMISSIONS]), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(callers, (all) => {
        const events: PromptStreamEvent[] = [promptCreated];
        for (const grantable of all)
          events.push(
            ...given(...events)
              .when(tag, "jane", grantable)
              .events(),
          );
        const [{ grantablePermissions = PERMISSIONS } = {}] = streamOf(...events).prompt.tags;
        expect(grantablePermissions).toEqual(PERMISSIONS.filter((one) => all.flat().includes(one)));
      }),
    );
  });
});

describe("any grants and revocations", () => {
  const subjects: readonly Subject[] = [
    { type: "user", id: "bob" },
    { type: "group", id: "bob" },
    { type: "user", id: "eve" },
  ];
  const command = fc.record({
    type: fc.constantFrom("GrantAccess" as const, "RevokeAccess" as const),
    subject: fc.constantFrom(...subjects),
    permissions: fc.subarray([...PERMISSIONS], { minLength: 1 }),
  });

  test("leave what was granted and not revoked since, and are no change of the details", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        const model = new Set<string>();
        const events: PromptStreamEvent[] = [promptCreated];
        for (const one of commands) {
          events.push(
            ...given(...events)
              .when(one)
              .events(),
          );
          for (const permission of one.permissions) {
            const key = `${one.subject.type} ${one.subject.id} ${permission}`;
            if (one.type === "GrantAccess") model.add(key);
            else model.delete(key);
          }
          given(...events)
            .when(one)
            .changesNothing();
        }
        const { grants, updatedAt } = streamOf(...events).prompt;
        const held = grants.flatMap(({ subject, permissions }) =>
          permissions.map((permission) => `${subject.type} ${subject.id} ${permission}`),
        );
        expect(held.toSorted()).toEqual([...model].toSorted());
        expect(updatedAt).toBe(1000);
      }),
      { numRuns: 50 },
    );
  });
});

describe("grants", () => {
  const bob: Subject = { type: "user", id: "bob" };
  const granted = (permissions: readonly Permission[], subject = bob): PromptEvent => ({
    type: "AccessGranted",
    data: { subject, permissions },
  });

  test("are in one order, whatever order they are given in", () => {
    given(promptCreated)
      .when({ type: "GrantAccess", subject: bob, permissions: ["EXECUTE", "READ"] })
      .leadsTo(granted(["READ", "EXECUTE"]));
  });

  test("add to what the subject has, and tell all of it", () => {
    given(promptCreated, granted(["UPDATE"]))
      .when({ type: "GrantAccess", subject: bob, permissions: ["READ", "UPDATE"] })
      .leadsTo(granted(["READ", "UPDATE"]));
  });

  test("change nothing where the subject has them all", () => {
    given(promptCreated, granted(["READ", "UPDATE"]))
      .when({ type: "GrantAccess", subject: bob, permissions: ["UPDATE"] })
      .changesNothing();
  });

  test.each<Subject>([
    { type: "group", id: "bob" },
    { type: "user", id: "eve" },
  ])("of a subject are not those of $type $id", (subject) => {
    given(promptCreated, granted(["READ"]))
      .when({ type: "GrantAccess", subject, permissions: ["READ"] })
      .leadsTo(granted(["READ"], subject));
    given(promptCreated, granted(["READ"]))
      .when({ type: "RevokeAccess", subject, permissions: ["READ"] })
      .changesNothing();
  });

  test("are taken away only so far as they were there", () => {
    given(promptCreated, granted(["READ", "UPDATE"]))
      .when({ type: "RevokeAccess", subject: bob, permissions: ["DELETE", "UPDATE"] })
      .leadsTo({ type: "AccessRevoked", data: { subject: bob, permissions: ["UPDATE"] } });
    given(promptCreated, granted(["READ"]))
      .when({ type: "RevokeAccess", subject: bob, permissions: ["DELETE"] })
      .changesNothing();
    given(promptCreated)
      .when({ type: "RevokeAccess", subject: bob, permissions: ["READ"] })
      .changesNothing();
  });
});

describe("X12 deleting", () => {
  test("ends each environment's deployment and tells which slug is free", () => {
    given(
      promptCreated,
      versionCreated(1),
      versionCommitted(1),
      versionDeployed(pinOn(1, 3)),
      versionDeployed(pinOn(1, 3), null, "staging"),
    )
      .when({ type: "DeletePrompt" })
      .leadsTo(versionUndeployed(pinOn(1, 3)), versionUndeployed(pinOn(1, 3), "staging"), {
        type: "PromptDeleted",
        data: { slug: "greeting" },
      });
  });

  test("a prompt that is live nowhere is one event, and a renamed slug is the one told", () => {
    given(promptCreated, { type: "PromptEdited", data: { slug: "hello" } })
      .when({ type: "DeletePrompt" })
      .leadsTo({ type: "PromptDeleted", data: { slug: "hello" } });
  });

  test("restoring brings the prompt back under its slug, or under a new one", () => {
    given(promptCreated, promptDeleted).when({ type: "RestorePrompt" }).leadsTo(restored);
    given(promptCreated, promptDeleted)
      .when({ type: "RestorePrompt", slug: "hello" })
      .leadsTo({ type: "PromptRestored", data: { slug: "hello" } });
  });

  test("restoring a living prompt changes nothing, also with another slug", () => {
    given(promptCreated).when({ type: "RestorePrompt" }).changesNothing();
    given(promptCreated).when({ type: "RestorePrompt", slug: "hello" }).changesNothing();
    given(promptCreated, promptDeleted, restored).when({ type: "RestorePrompt" }).changesNothing();
  });
});
