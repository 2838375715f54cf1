import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import type { Actor } from "../access/actor.ts";
import { accessCommandSchemas, CALL_FOR_RECORDS } from "../access/commands.ts";
import type { Permission, Subject } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { integrationCommandSchemas } from "../integration/commands.ts";
import { promptCommandSchemas } from "../prompt/commands.ts";
import type { EventStore } from "../store/event-store.ts";
import { versionCommandSchemas } from "../version/commands.ts";
import type { LedgerCommand } from "../write/command.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

/** Who asks: by kind, by one single permission on the prompts and the integration, and by the way in which all five were given. */
const COLUMNS = [
  ...["host", "admin", "nobody"],
  ...PERMISSIONS,
  ...["user", "application", "group", "role", "tag", "tenant"],
] as const;

/**
 * Who may call what, written by hand. First the host, an admin, and a user without a grant; then users with one permission, READ, CREATE,
 * UPDATE, DELETE, EXECUTE; then those who have all five: a user, an application, a member of a group and of a role on the prompts and the
 * integration, one who has them on the prompts' tag, one who has them on the whole tenant.
 */
const EVERYBODY = "yyy yyyyy yyyyyy";
const READ_PROMPT = "yy. y.... yyyyyy";
const UPDATE_PROMPT = "yy. ..y.. yyyyyy";
const DELETE_PROMPT = "yy. ...y. yyyyyy";
const EXECUTE_PROMPT = "yy. ....y yyyyyy";
const ALL_OF_PROMPT = "yy. ..... yyyyyy";
const READ_INTEGRATION = "yy. y.... yyyy.y";
const UPDATE_INTEGRATION = "yy. ..y.. yyyy.y";
const DELETE_INTEGRATION = "yy. ...y. yyyy.y";
const ALL_OF_INTEGRATION = "yy. ..... yyyy.y";
const ALL_OF_TAG = "yy. ..... ....yy";
const WHOLE_TENANT = "yy. ..... .....y";

type Call = (ledger: TenantLedger) => Promise<unknown>;

const bob: Subject = { type: "user", id: "bob" };
const reading = { subject: bob, permissions: ["READ"] } as const;

/** What nobody sees is as good as forbidden. */
async function seen(found: Promise<readonly unknown[]>): Promise<unknown> {
  return (await found).length > 0 ? "seen" : "hidden";
}

async function topN(events: AsyncIterable<unknown>): Promise<unknown> {
  for await (const event of events) return event;
  return null;
}

const CALLS: { readonly [call: string]: readonly [string, Call] } = {
  "prompts.create": [EVERYBODY, (my) => my.prompts.create({ name: "New" })],
  "prompts.duplicate": [READ_PROMPT, (my) => my.prompts.duplicate("p", { name: "New" })],
  "prompts.get": [READ_PROMPT, (my) => my.prompts.get("p")],
  "prompts.find": [READ_PROMPT, (my) => seen(my.prompts.find().then(({ items }) => items))],
  "prompts.edit": [UPDATE_PROMPT, (my) => my.prompts.edit("p", { name: "Other" })],
  "prompts.tag": [UPDATE_PROMPT, (my) => my.prompts.tag("p", { key: "k" })],
  "prompts.untag": [UPDATE_PROMPT, (my) => my.prompts.untag("p", { key: "k" })],
  "prompts.star": [UPDATE_PROMPT, (my) => my.prompts.star("p")],
  "prompts.delete": [DELETE_PROMPT, (my) => my.prompts.delete("p")],
  "prompts.restore": [UPDATE_PROMPT, (my) => my.prompts.restore({ id: "gone" })],
  "versions.create": [UPDATE_PROMPT, (my) => my.versions.create("p", saying("new"))],
  "versions.get": [READ_PROMPT, (my) => my.versions.get("p", 1)],
  "versions.list": [READ_PROMPT, (my) => my.versions.list("p")],
  "versions.getWithPrompt": [READ_PROMPT, (my) => my.versions.getWithPrompt("p", 1)],
  "versions.latestCommitted": [READ_PROMPT, (my) => seen(my.versions.latestCommitted())],
  "versions.latestCommittedPage": [
    READ_PROMPT,
    (my) => seen(my.versions.latestCommittedPage().then(({ items }) => items)),
  ],
  "versions.edit": [UPDATE_PROMPT, (my) => my.versions.edit("p", 3, saying("new"))],
  "versions.commit": [UPDATE_PROMPT, (my) => my.versions.commit("p")],
  "versions.delete": [DELETE_PROMPT, (my) => my.versions.delete("p", 1)],
  "versions.inspect": [
    EVERYBODY,
    async (my) => refusal((async () => my.versions.inspect({ x: 1 } as never))()),
  ],
  "versions.diff": [READ_PROMPT, (my) => my.versions.diff("p", { from: 1, to: 2 })],
  "versions.blame": [READ_PROMPT, (my) => my.versions.blame("p", 1)],
  "deployments.deploy": [UPDATE_PROMPT, (my) => my.deployments.deploy("p", { version: 1 })],
  "deployments.rollback": [UPDATE_PROMPT, (my) => my.deployments.rollback("p")],
  "deployments.promote": [
    UPDATE_PROMPT,
    (my) => my.deployments.promote("p", { from: "production", to: "test" }),
  ],
  "deployments.undeploy": [UPDATE_PROMPT, (my) => my.deployments.undeploy("p")],
  "deployments.list": [READ_PROMPT, (my) => my.deployments.list("p")],
  "deployments.history": [READ_PROMPT, (my) => my.deployments.history("p")],
  "deployments.history of an environment": [
    WHOLE_TENANT,
    (my) => my.deployments.history({ environment: "production" }),
  ],
  "history.of": [READ_PROMPT, (my) => my.history.of("p")],
  "history.log": [WHOLE_TENANT, (my) => topN(my.history.log())],
  "history.follow": [WHOLE_TENANT, (my) => topN(my.history.follow())],
  "history.search": [WHOLE_TENANT, (my) => my.history.search()],
  "history.search of a prompt": [READ_PROMPT, (my) => my.history.search({ prompt: "p" })],
  "history.searchAll": [WHOLE_TENANT, (my) => topN(my.history.searchAll())],
  "history.searchAll of a prompt": [READ_PROMPT, (my) => topN(my.history.searchAll({ prompt: "p" }))],
  "history.replay": [WHOLE_TENANT, (my) => my.history.replay((count: number) => count + 1, 0)],
  "proof.checkpoint": [WHOLE_TENANT, (my) => my.proof.checkpoint()],
  "proof.proveInclusion": [WHOLE_TENANT, (my) => my.proof.proveInclusion(1)],
  "proof.proveConsistency": [
    WHOLE_TENANT,
    async (my) => my.proof.proveConsistency(await my.proof.checkpoint()),
  ],
  "proof.verify": [WHOLE_TENANT, (my) => my.proof.verify()],
  "proof.exportLog": [WHOLE_TENANT, (my) => topN(my.proof.exportLog())],
  "proof.proveLive": [WHOLE_TENANT, (my) => my.proof.proveLive("p")],
  "proof.keepTiles": [WHOLE_TENANT, (my) => my.proof.keepTiles()],
  "actors.describe": [EVERYBODY, (my) => my.actors.describe(["jane"])],
  "actors.list": [WHOLE_TENANT, (my) => my.actors.list()],
  "history.redact": [WHOLE_TENANT, (my) => my.history.redact({ text: "no such text" }, { reason: "leaked" })],
  "actors.erase": [WHOLE_TENANT, (my) => my.actors.erase("jane")],
  "access.grant": [ALL_OF_PROMPT, (my) => my.access.grant("p", reading)],
  "access.grant on a tag": [ALL_OF_TAG, (my) => my.access.grant({ tag: "team:core" }, reading)],
  "access.grant on an integration": [
    ALL_OF_INTEGRATION,
    (my) => my.access.grant({ integration: "openai" }, reading),
  ],
  "access.grant on a model": [
    ALL_OF_INTEGRATION,
    (my) => my.access.grant({ integration: "openai", model: "gpt-4o" }, reading),
  ],
  "access.grant on the tenant": [WHOLE_TENANT, (my) => my.access.grant({ tenant: true }, reading)],
  "access.revoke": [ALL_OF_PROMPT, (my) => my.access.revoke("p", reading)],
  "access.revoke on a tag": [ALL_OF_TAG, (my) => my.access.revoke({ tag: "team:core" }, reading)],
  "access.revoke on an integration": [
    ALL_OF_INTEGRATION,
    (my) => my.access.revoke({ integration: "openai" }, reading),
  ],
  "access.revoke on the tenant": [WHOLE_TENANT, (my) => my.access.revoke({ tenant: true }, reading)],
  "access.grants": [READ_PROMPT, (my) => my.access.grants("p")],
  "access.grants on a tag": [ALL_OF_TAG, (my) => my.access.grants({ tag: "team:core" })],
  "access.grants on an integration": [READ_INTEGRATION, (my) => my.access.grants({ integration: "openai" })],
  "access.grants on the tenant": [WHOLE_TENANT, (my) => my.access.grants({ tenant: true })],
  "access.check": [WHOLE_TENANT, (my) => my.access.check({ id: "bob", kind: "user" }, "p")],
  "access.require": [EXECUTE_PROMPT, (my) => my.access.require("EXECUTE", "p")],
  "applications.create": [WHOLE_TENANT, (my) => my.applications.create({ name: "New" })],
  "applications.get": [WHOLE_TENANT, (my) => my.applications.get("app")],
  "applications.list": [WHOLE_TENANT, (my) => my.applications.list()],
  "applications.delete": [WHOLE_TENANT, (my) => my.applications.delete("app")],
  "applications.addRole": [WHOLE_TENANT, (my) => my.applications.addRole("app", "USER")],
  "applications.removeRole": [WHOLE_TENANT, (my) => my.applications.removeRole("app", "USER")],
  "applications.createKey": [WHOLE_TENANT, (my) => my.applications.createKey("app")],
  "applications.keys": [WHOLE_TENANT, (my) => my.applications.keys("app")],
  "applications.deleteKey": [WHOLE_TENANT, (my) => my.applications.deleteKey("app", "key")],
  "applications.setKeyEnabled": [WHOLE_TENANT, (my) => my.applications.setKeyEnabled("app", "key", false)],
  "applications.setKeyEnabled to true": [
    WHOLE_TENANT,
    (my) => my.applications.setKeyEnabled("app", "key", true),
  ],
  "applications.findByKey": [WHOLE_TENANT, (my) => my.applications.findByKey("key")],
  "integrations.save": [UPDATE_INTEGRATION, (my) => my.integrations.save("openai", { type: "openai" })],
  "integrations.save new": [WHOLE_TENANT, (my) => my.integrations.save("other", { type: "openai" })],
  "integrations.get": [READ_INTEGRATION, (my) => my.integrations.get("openai")],
  "integrations.list": [READ_INTEGRATION, (my) => seen(my.integrations.list())],
  "integrations.delete": [DELETE_INTEGRATION, (my) => my.integrations.delete("openai")],
  "integrations.saveModel": [UPDATE_INTEGRATION, (my) => my.integrations.saveModel("openai", "gpt-4o", {})],
  "integrations.saveModel new": [UPDATE_INTEGRATION, (my) => my.integrations.saveModel("openai", "o", {})],
  "integrations.getModel": [READ_INTEGRATION, (my) => my.integrations.getModel("openai", "gpt-4o")],
  "integrations.deleteModel": [DELETE_INTEGRATION, (my) => my.integrations.deleteModel("openai", "gpt-4o")],
  "integrations.test": [
    READ_INTEGRATION,
    (my) => my.integrations.test({ integration: "openai", model: "gpt-4o", prompt: "Hi" }),
  ],
  batch: [UPDATE_PROMPT, (my) => my.batch([{ type: "EditPrompt", prompt: "p", name: "Other" }])],
  live: [WHOLE_TENANT, async (my) => (await my.live()).close()],
  resolve: [EXECUTE_PROMPT, (my) => my.resolve("p")],
  // It returns the same calls. The store in memory has no transactions, so everyone gets the same error.
  within: [EVERYBODY, async (my) => refusal((async () => my.within(undefined as never))())],
};

/** Who may send which command, in a batch or by a call of its own. */
const COMMANDS: { readonly [command: string]: readonly [string, LedgerCommand] } = {
  CreatePrompt: [EVERYBODY, { type: "CreatePrompt", name: "New" }],
  "CreatePrompt of a name that there is": [
    UPDATE_PROMPT,
    { type: "CreatePrompt", name: "New", slug: "p", ifAbsent: true },
  ],
  EditPrompt: [UPDATE_PROMPT, { type: "EditPrompt", prompt: "p", description: "d" }],
  TagPrompt: [UPDATE_PROMPT, { type: "TagPrompt", prompt: "p", key: "k" }],
  UntagPrompt: [UPDATE_PROMPT, { type: "UntagPrompt", prompt: "p", key: "team", value: "core" }],
  DeployVersion: [UPDATE_PROMPT, { type: "DeployVersion", prompt: "p", version: "latest" }],
  RollBackDeployment: [UPDATE_PROMPT, { type: "RollBackDeployment", prompt: "p" }],
  PromoteDeployment: [
    UPDATE_PROMPT,
    { type: "PromoteDeployment", prompt: "p", from: "production", to: "test" },
  ],
  UndeployVersion: [UPDATE_PROMPT, { type: "UndeployVersion", prompt: "p" }],
  GrantAccess: [ALL_OF_PROMPT, { type: "GrantAccess", prompt: "p", ...reading }],
  RevokeAccess: [ALL_OF_PROMPT, { type: "RevokeAccess", prompt: "p", ...reading }],
  DeletePrompt: [DELETE_PROMPT, { type: "DeletePrompt", prompt: "p" }],
  RestorePrompt: [UPDATE_PROMPT, { type: "RestorePrompt", prompt: { id: "gone" } }],
  CreateVersion: [UPDATE_PROMPT, { type: "CreateVersion", prompt: "p", input: {} }],
  "CreatePrompt from another": [
    READ_PROMPT,
    { type: "CreatePrompt", name: "New", from: { prompt: "p", version: "latest" } },
  ],
  "CreateVersion with a model": [
    "yy. ..... yyyy.y",
    { type: "CreateVersion", prompt: "p", input: { integrations: ["openai:gpt-4o"] } },
  ],
  EditVersion: [UPDATE_PROMPT, { type: "EditVersion", prompt: "p", changes: { model: "m" } }],
  "EditVersion with a model": [
    "yy. ..... yyyy.y",
    { type: "EditVersion", prompt: "p", number: "latest", changes: {}, associate: "openai:gpt-4o" },
  ],
  CommitVersion: [UPDATE_PROMPT, { type: "CommitVersion", prompt: "p" }],
  DeleteVersion: [DELETE_PROMPT, { type: "DeleteVersion", prompt: "p", number: 3 }],
  SaveVersion: [
    UPDATE_PROMPT,
    { type: "SaveVersion", prompt: "p", number: "next", mode: "replace", input: {} },
  ],
  "SaveVersion with a model": [
    "yy. ..... yyyy.y",
    {
      type: "SaveVersion",
      prompt: "p",
      number: 1,
      mode: "patch",
      input: { integrations: ["openai:gpt-4o"] },
    },
  ],
};

/** Who may send which command to what a tenant has beside its prompts. */
const TENANT_COMMANDS: { readonly [command: string]: readonly [string, LedgerCommand] } = {
  GrantOnTarget: [ALL_OF_TAG, { type: "GrantOnTarget", target: { tag: "team:core" }, ...reading }],
  RevokeOnTarget: [
    ALL_OF_INTEGRATION,
    { type: "RevokeOnTarget", target: { integration: "openai" }, ...reading },
  ],
  CreateApplication: [WHOLE_TENANT, { type: "CreateApplication", name: "New" }],
  DeleteApplication: [WHOLE_TENANT, { type: "DeleteApplication", id: "app" }],
  RenameApplication: [WHOLE_TENANT, { type: "RenameApplication", id: "app", name: "Other" }],
  TagApplication: [WHOLE_TENANT, { type: "TagApplication", id: "app", tags: [{ key: "k" }] }],
  UntagApplication: [WHOLE_TENANT, { type: "UntagApplication", id: "app", tags: [{ key: "k" }] }],
  AddRole: [WHOLE_TENANT, { type: "AddRole", id: "app", role: "USER" }],
  RemoveRole: [WHOLE_TENANT, { type: "RemoveRole", id: "app", role: "USER" }],
  SaveIntegration: [
    UPDATE_INTEGRATION,
    { type: "SaveIntegration", name: "openai", input: { type: "openai", enabled: false } },
  ],
  "SaveIntegration of a name that is new": [
    WHOLE_TENANT,
    { type: "SaveIntegration", name: "other", input: { type: "openai" } },
  ],
  DeleteIntegration: [DELETE_INTEGRATION, { type: "DeleteIntegration", name: "openai" }],
  TagIntegration: [UPDATE_INTEGRATION, { type: "TagIntegration", name: "openai", tags: [{ key: "k" }] }],
  UntagIntegration: [UPDATE_INTEGRATION, { type: "UntagIntegration", name: "openai", tags: [{ key: "k" }] }],
  TagModel: [UPDATE_INTEGRATION, { type: "TagModel", name: "openai", model: "gpt-4o", tags: [{ key: "k" }] }],
  UntagModel: [
    UPDATE_INTEGRATION,
    { type: "UntagModel", name: "openai", model: "gpt-4o", tags: [{ key: "k" }] },
  ],
  SaveModel: [UPDATE_INTEGRATION, { type: "SaveModel", name: "openai", model: "o", input: {} }],
  DeleteModel: [DELETE_INTEGRATION, { type: "DeleteModel", name: "openai", model: "gpt-4o" }],
};

/** A tenant with a prompt that is live, a deleted one, both tagged, an integration and an application; and who is asked for in it. */
async function tenantFor(column: string) {
  const { jane, ledger, store } = bench();
  for (const id of ["p", "gone"]) {
    await jane.prompts.create({ id, slug: id, name: id === "p" ? "Prompt" : "Gone" });
    await jane.prompts.tag({ id }, { key: "team", value: "core" });
  }
  await jane.versions.create("p", saying("one"));
  await jane.versions.create("p", saying("two"));
  await jane.deployments.deploy("p", { version: 1 });
  await jane.versions.commit("p");
  await jane.deployments.deploy("p", { version: 2 });
  await jane.versions.create("p", saying("three"));
  await jane.integrations.save("openai", { type: "openai", configuration: { api_key: "secret" } });
  await jane.integrations.saveModel("openai", "gpt-4o", {});
  await jane.applications.create({ id: "app", name: "App" });

  const single = PERMISSIONS.find((permission) => permission === column);
  const permissions: readonly Permission[] = single === undefined ? PERMISSIONS : [single];
  const user: Subject = { type: "user", id: "u" };
  const team = { type: column === "group" ? "group" : "role", id: "team" } as const;
  const subject: Subject =
    column === "application"
      ? { type: "application", id: "u" }
      : column === "group" || column === "role"
        ? team
        : user;
  if (column === "tag") await jane.access.grant({ tag: "team:core" }, { subject, permissions });
  else if (column === "tenant") await jane.access.grant({ tenant: true }, { subject, permissions });
  else if (column !== "host" && column !== "admin" && column !== "nobody") {
    for (const target of [{ id: "p" }, { id: "gone" }, { integration: "openai" }] as const)
      await jane.access.grant(target, { subject, permissions });
  }
  await jane.prompts.delete({ id: "gone" });
  const actor: Actor = {
    id: "u",
    kind: column === "host" || column === "admin" || column === "application" ? column : "user",
    ...(subject === team ? { memberOf: [team] } : {}),
    // Who gives a role must hold it.
    ...(column === "tenant" ? { memberOf: [{ type: "role", id: "USER" }] } : {}),
  };
  return { store, actor, my: ledger.as({ tenant: "acme", actor }) };
}

/** By column: a tenant whose log nobody has changed since it was made, for making one costs more than a call. */
const unused = new Map<string, Awaited<ReturnType<typeof tenantFor>>>();

/** What became of a call: it was done, or it was forbidden and left the log as it was. */
async function outcome(call: Call, column: string): Promise<string> {
  const tenant = unused.get(column) ?? (await tenantFor(column));
  const before = await headOf(tenant.store);
  const answer = await ask(call, tenant.my);
  const changed = (await headOf(tenant.store)) !== before;
  if (changed) unused.delete(column);
  else unused.set(column, tenant);
  return answer === "." && changed ? "forbidden, yet done" : answer;
}

async function ask(call: Call, my: TenantLedger): Promise<string> {
  try {
    return (await call(my)) === "hidden" ? "." : "y";
  } catch (error) {
    const { code, message } = await refusal(Promise.reject(error));
    return code === "forbidden" ? "." : `${String(code)}: ${message}`;
  }
}

async function headOf(store: EventStore): Promise<number> {
  return (await store.load("acme", {})).head.position;
}

/** The columns of a row in the order of {@link COLUMNS}, as they are written. */
async function rowOf(call: Call): Promise<string> {
  const cells: string[] = [];
  for (const column of COLUMNS) cells.push(await outcome(call, column));
  return [cells.slice(0, 3), cells.slice(3, 8), cells.slice(8)].map((group) => group.join("")).join(" ");
}

/** The names of all calls that a tenant's ledger has, as it has them at run time. */
function callsOf(ledger: TenantLedger): readonly string[] {
  return Object.entries(ledger).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "function"
      ? [name]
      : typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([call, method]) =>
            typeof method === "function" ? [`${name}.${call}`] : [],
          )
        : [],
  );
}

/** A row's call or command, without what it is done on. */
function plainName(row: string): string {
  return row.split(" ")[0] ?? "";
}

describe("the access table", () => {
  test("has a row for each call of the facade and for each command, and for nothing else", () => {
    const { jane } = bench();
    expect([...new Set(Object.keys(CALLS).map(plainName))].sort()).toEqual([...callsOf(jane)].sort());
    const commands = Object.keys({ ...promptCommandSchemas, ...versionCommandSchemas });
    expect([...new Set(Object.keys(COMMANDS).map(plainName))].sort()).toEqual(commands.sort());
    const tenant = Object.keys({ ...accessCommandSchemas, ...integrationCommandSchemas }).filter(
      (type) => !Object.hasOwn(CALL_FOR_RECORDS, type),
    );
    expect([...new Set(Object.keys(TENANT_COMMANDS).map(plainName))].sort()).toEqual(tenant.sort());
  });

  test.each(Object.entries(CALLS))("%s", async (_name, [row, call]) => {
    expect(await rowOf(call)).toBe(row);
  });

  test.each(Object.entries({ ...COMMANDS, ...TENANT_COMMANDS }))("%s", async (_name, [row, command]) => {
    expect(await rowOf((my) => my.batch([command]))).toBe(row);
  });

  test("lets every actor ask what they may do themselves, with their groups and roles", async () => {
    for (const column of COLUMNS) {
      const { my, actor } = await tenantFor(column);
      const { memberOf: _memberOf, ...asked } = actor;
      const told = await my.access.check(asked, "p");
      const single = PERMISSIONS.filter((one) => one === column);
      const held = column === "nobody" ? [] : single.length > 0 ? single : PERMISSIONS;
      expect([column, ...PERMISSIONS.filter((one) => told[one])]).toEqual([column, ...held]);
    }
  });
});
