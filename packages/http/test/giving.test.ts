import type { AccessTarget, Actor, PromptRef, Subject } from "@promptledger/core";
import { isLedgerError, PERMISSIONS } from "@promptledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TwoApis } from "./two-apis.ts";
import { twoApis } from "./two-apis.ts";

// Nobody gives what they do not hold. Random callers with random grants try, through the library and both APIs.

type Target = Exclude<PromptRef, string> | AccessTarget;
const TARGETS: readonly Target[] = [
  { id: "p1" },
  { id: "p2" },
  { tag: "team" },
  // Held only by who holds a permission on the whole tenant.
  { tag: "unused" },
  { integration: "ours" },
  { integration: "ours", model: "tiny" },
];
const USERS: readonly Actor[] = [
  { id: "ann", kind: "user", memberOf: [{ type: "role", id: "TEAM" }] },
  // A role of this name makes an admin of an application, and of nobody else.
  { id: "bob", kind: "user", memberOf: [{ type: "role", id: "ADMIN" }] },
];
const APPLICATIONS = ["a1", "a2"];
const SUBJECTS: readonly Subject[] = [
  ...USERS.map(({ id }): Subject => ({ type: "user", id })),
  ...APPLICATIONS.map((id): Subject => ({ type: "application", id: `app:${id}` })),
  { type: "role", id: "TEAM" },
];

const target = fc.constantFrom<Target>(...TARGETS, { tenant: true });
const grant = fc.record({
  target,
  subject: fc.constantFrom(...SUBJECTS),
  permissions: fc.uniqueArray(fc.constantFrom(...PERMISSIONS), { minLength: 1, maxLength: 5 }),
});
/** Most users may manage the tenant, or they could try little; few hold all that there is. */
const managing = grant.map(({ permissions, ...one }) => ({
  ...one,
  target: { tenant: true } as const,
  permissions: [...new Set([...permissions, "UPDATE" as const])],
}));
const application = fc.constantFrom(...APPLICATIONS);
const attempt = fc.oneof(
  { weight: 4, arbitrary: grant.map((given) => ({ type: "grant" as const, ...given })) },
  fc.record({ type: fc.constant("addRole" as const), application, role: fc.constantFrom("TEAM", "ADMIN") }),
  fc.record({
    type: fc.constant("removeRole" as const),
    application,
    role: fc.constantFrom("TEAM", "ADMIN"),
  }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant("createKey" as const), application }) },
  fc.record({ type: fc.constant("tag" as const), prompt: fc.constantFrom("p1", "p2") }),
  fc.record({ type: fc.constant("create" as const) }),
);
type Attempt = typeof attempt extends fc.Arbitrary<infer One> ? One : never;

const step = fc.record({
  user: fc.constantFrom(...USERS),
  /** Which of the user's keys is used; without as many keys, the user calls. */
  key: fc.nat({ max: 2 }),
  door: fc.constantFrom("library", "api"),
  attempt,
});

/** The identities that each principal can call with: its own, and those of the applications that it has made keys of. */
type Keys = ReadonlyMap<string, string[]>;
/** Every `target permission` that each principal holds with any of its identities. */
type Power = ReadonlyMap<string, ReadonlySet<string>>;

async function world(grants: readonly (typeof grant extends fc.Arbitrary<infer One> ? One : never)[]) {
  const apis = twoApis();
  const { acme } = apis;
  await acme.integrations.save("ours", { type: "custom" });
  await acme.integrations.saveModel("ours", "tiny", {});
  for (const id of ["p1", "p2"]) await acme.prompts.create({ id, slug: id, name: id });
  await acme.prompts.tag("p1", { key: "team" });
  for (const id of APPLICATIONS) await acme.applications.create({ id, name: id });
  for (const { target: on, ...given } of grants) await acme.access.grant(on, given);
  return apis;
}

async function applicationActor({ acme }: TwoApis, id: string): Promise<Actor> {
  const { roles } = await acme.applications.get(id);
  const memberOf = roles.map((role): Subject => ({ type: "role", id: role }));
  return { id: `app:${id}`, kind: roles.includes("ADMIN") ? "admin" : "application", memberOf };
}

async function powerOf(apis: TwoApis, keys: Keys): Promise<Power> {
  const held = async (actor: Actor): Promise<readonly string[]> => {
    const list: string[] = [];
    for (const on of TARGETS) {
      const permissions = await apis.acme.access.check(actor, on);
      for (const one of PERMISSIONS) if (permissions[one]) list.push(`${JSON.stringify(on)} ${one}`);
    }
    return list;
  };
  const byApplication = new Map<string, readonly string[]>();
  for (const id of APPLICATIONS) byApplication.set(id, await held(await applicationActor(apis, id)));
  const power = new Map<string, ReadonlySet<string>>();
  for (const user of USERS) {
    const byKeys = (keys.get(user.id) ?? []).flatMap((id) => byApplication.get(id) ?? []);
    power.set(user.id, new Set([...(await held(user)), ...byKeys]));
  }
  for (const [id, list] of byApplication) power.set(id, new Set(list));
  return power;
}

/** Tries something; whether it was done. */
async function tries(apis: TwoApis, actor: Actor, door: string, what: Attempt): Promise<boolean> {
  return door === "library" || !hasEndpoint(what)
    ? triesCall(apis, actor, what)
    : triesRequest(apis, actor as Actor & { kind: "user" }, what);
}

function hasEndpoint(what: Attempt): boolean {
  return what.type !== "grant" || !("tenant" in what.target);
}

async function triesCall({ ledger }: TwoApis, actor: Actor, what: Attempt): Promise<boolean> {
  const { access, applications, prompts, integrations } = ledger.as({ tenant: "acme", actor });
  const call = (): Promise<unknown> => {
    switch (what.type) {
      case "grant":
        return access.grant(what.target, { subject: what.subject, permissions: what.permissions });
      case "addRole":
      case "removeRole":
        return applications[what.type](what.application, what.role);
      case "createKey":
        return applications.createKey(what.application);
      case "tag":
        return prompts.tag({ id: what.prompt }, { key: "team" });
      case "create":
        return integrations.save("new", { type: "custom" });
    }
  };
  return call().then(
    () => true,
    (error: unknown) => {
      if (isLedgerError(error, "forbidden")) return false;
      throw error;
    },
  );
}

async function triesRequest(apis: TwoApis, as: Actor & { kind: "user" }, what: Attempt): Promise<boolean> {
  const send = async (method: string, path: string, body?: unknown): Promise<boolean> => {
    const { status } = await apis.client.send(method, `/api${path}`, body, { as });
    expect([200, 403]).toContain(status);
    return status === 200;
  };
  switch (what.type) {
    case "grant": {
      const type = what.subject.type === "role" ? "ROLE" : "USER";
      const subject = { type, id: what.subject.id };
      return send("POST", "/auth/authorization", {
        subject,
        target: wireTarget(what.target),
        access: what.permissions,
      });
    }
    case "addRole":
      return send("POST", `/applications/${what.application}/roles/${what.role}`);
    case "removeRole":
      return send("DELETE", `/applications/${what.application}/roles/${what.role}`);
    case "createKey":
      return send("POST", `/applications/${what.application}/accessKeys`);
    case "tag":
      return send("PUT", `/prompts/${what.prompt}/tags`, [{ key: "team", value: "" }]);
    default: {
      const answer = await apis.respan("POST", "/", { name: "New" }, as);
      expect(answer.status).toBe(201);
      return send("POST", "/integrations/provider/new", { type: "custom" });
    }
  }
}

function wireTarget(on: Target): { readonly type: string; readonly id: string } {
  if ("tag" in on) return { type: "TAG", id: on.tag };
  if ("integration" in on)
    return on.model === undefined
      ? { type: "INTEGRATION_PROVIDER", id: on.integration }
      : { type: "INTEGRATION", id: `${on.integration}:${on.model}` };
  return { type: "PROMPT", id: "id" in on ? on.id : "" };
}

test("Nobody ends up with a permission that no giver held, through whichever door they try", async () => {
  let done = 0;
  let gains = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(grant, managing), { maxLength: 6 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async (grants, steps) => {
        const apis = await world(grants);
        const keys = new Map<string, string[]>();
        let before = await powerOf(apis, keys);
        for (const { user, key, door, attempt: what } of steps) {
          const application = keys.get(user.id)?.[key];
          const actor = application === undefined ? user : await applicationActor(apis, application);
          if (!(await tries(apis, actor, door, what))) continue;
          done += 1;
          if (what.type === "createKey") keys.set(user.id, [...(keys.get(user.id) ?? []), what.application]);
          const after = await powerOf(apis, keys);
          for (const [principal, held] of after) {
            const gained = [...held].filter((one) => before.get(principal)?.has(one) !== true);
            gains += gained.length;
            const notHeld = gained.filter((one) => before.get(user.id)?.has(one) !== true);
            expect([actor.id, what, principal, notHeld]).toEqual([actor.id, what, principal, []]);
          }
          before = after;
        }
      },
    ),
    { numRuns: 100 },
  );
  // It is no proof if nobody was ever let through.
  expect(done).toBeGreaterThan(10);
  expect(gains).toBeGreaterThan(10);
});
