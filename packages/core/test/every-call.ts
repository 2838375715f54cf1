import type { StoredApiKey } from "../src/identity/api-keys.ts";
import type { Ledger } from "../src/ledger/create-ledger.ts";
import type { TenantLedger } from "../src/ledger/tenant-ledger.ts";
import type { CallOptions } from "../src/ports/call-options.ts";
import { saying } from "./ledger.ts";

/** A call of a method with these options. */
export type Call = (my: TenantLedger, options: CallOptions, keys: Ledger["keys"]) => Promise<unknown>;

/** Who is given grants. */
export const bob = { type: "user", id: "bob" } as const;
/** A key of the application `a`. */
export const apiKey = {
  id: "k",
  tenant: "acme",
  actor: { id: "app:a", kind: "application" },
  createdAt: 1,
} as const;

/** A call of each method of the facades. */
export const CALLS: { readonly [name: string]: Call } = {
  "prompts.create": (my, options) => my.prompts.create({ name: "New" }, options),
  "prompts.duplicate": (my, options) => my.prompts.duplicate("p", { name: "New" }, options),
  "prompts.get": (my, options) => my.prompts.get("p", options),
  "prompts.find": (my, options) => my.prompts.find(options),
  "prompts.edit": (my, options) => my.prompts.edit("p", { name: "Other" }, options),
  "prompts.tag": (my, options) => my.prompts.tag("p", { key: "k" }, options),
  "prompts.untag": (my, options) => my.prompts.untag("p", { key: "old" }, options),
  "prompts.star": (my, options) => my.prompts.star("p", true, options),
  "prompts.delete": (my, options) => my.prompts.delete("p", options),
  "prompts.restore": (my, options) => my.prompts.restore({ id: "gone" }, {}, options),
  "versions.create": (my, options) => my.versions.create("p", saying("c"), options),
  "versions.get": (my, options) => my.versions.get("p", 1, options),
  "versions.getWithPrompt": (my, options) =>
    my.versions.getWithPrompt("p", 1, { at: { position: 9 }, ...options }),
  "versions.list": (my, options) => my.versions.list("p", options),
  "versions.latestCommitted": (my, options) => my.versions.latestCommitted(options),
  "versions.latestCommittedPage": (my, options) => my.versions.latestCommittedPage(options),
  "versions.edit": (my, options) => my.versions.edit("p", 2, saying("d"), options),
  "versions.commit": (my, options) => my.versions.commit("p", {}, options),
  "versions.delete": (my, options) => my.versions.delete("p", 2, options),
  "versions.blame": (my, options) => my.versions.blame("p", 1, options),
  "versions.diff": (my, options) => my.versions.diff("p", { from: 1, to: 2 }, options),
  "deployments.deploy": (my, options) =>
    my.deployments.deploy("p", { version: 1, environment: "staging" }, options),
  "deployments.rollback": (my, options) => my.deployments.rollback("twice", {}, options),
  "deployments.promote": (my, options) =>
    my.deployments.promote("p", { from: "production", to: "staging" }, options),
  "deployments.undeploy": (my, options) => my.deployments.undeploy("p", {}, options),
  "deployments.list": (my, options) => my.deployments.list("p", options),
  "deployments.history": (my, options) => my.deployments.history({ environment: "production" }, options),
  "history.of": (my, options) => my.history.of("p", options),
  "history.log": (my, options) => all(my.history.log(options)),
  "history.follow": (my, options) => all(my.history.follow(options)),
  "history.search": (my, options) => my.history.search(options),
  "history.searchAll": (my, options) => all(my.history.searchAll(options)),
  "history.replay": (my, options) => my.history.replay((count: number) => count + 1, 0, options),
  "proof.checkpoint": (my, options) => my.proof.checkpoint(options),
  "proof.proveInclusion": (my, options) => my.proof.proveInclusion(1, options),
  "proof.proveConsistency": async (my, options) =>
    my.proof.proveConsistency(await my.proof.checkpoint(options), undefined, options),
  "proof.verify": (my, options) => my.proof.verify([], options),
  "proof.exportLog": (my, options) => all(my.proof.exportLog(options)),
  "proof.proveLive": (my, options) => my.proof.proveLive("p", options),
  "proof.keepTiles": (my, options) => my.proof.keepTiles(options),
  "history.redact": (my, options) =>
    my.history.redact({ text: "no such text" }, { reason: "leaked", ...options }),
  "actors.describe": (my, options) => my.actors.describe(["jane"], options),
  "actors.list": (my, options) => my.actors.list(options),
  "actors.erase": (my, options) => my.actors.erase("jane", options),
  "access.grant": (my, options) => my.access.grant("p", { subject: bob, permissions: ["READ"] }, options),
  "access.revoke": (my, options) =>
    my.access.revoke({ tag: "old" }, { subject: bob, permissions: ["READ"] }, options),
  "access.grants": (my, options) => my.access.grants("p", options),
  "access.check": (my, options) => my.access.check({ id: "bob" }, { tenant: true }, options),
  "access.require": (my, options) => my.access.require("READ", "p", options),
  "applications.create": (my, options) => my.applications.create({ name: "B" }, options),
  "applications.get": (my, options) => my.applications.get("a", options),
  "applications.list": (my, options) => my.applications.list(options),
  "applications.delete": (my, options) => my.applications.delete("a", options),
  "applications.addRole": (my, options) => my.applications.addRole("a", "team", options),
  "applications.removeRole": (my, options) => my.applications.removeRole("a", "old", options),
  "applications.createKey": (my, options) => my.applications.createKey("a", options),
  "applications.keys": (my, options) => my.applications.keys("a", options),
  "applications.deleteKey": (my, options) => my.applications.deleteKey("a", "k", options),
  "applications.setKeyEnabled": (my, options) => my.applications.setKeyEnabled("a", "k", false, options),
  "applications.findByKey": (my, options) => my.applications.findByKey("k", options),
  "integrations.save": (my, options) =>
    my.integrations.save("i", { type: "openai", description: "I" }, options),
  "integrations.get": (my, options) => my.integrations.get("i", options),
  "integrations.list": (my, options) => my.integrations.list(options),
  "integrations.delete": (my, options) => my.integrations.delete("i", options),
  "integrations.saveModel": (my, options) => my.integrations.saveModel("i", "n", {}, options),
  "integrations.getModel": (my, options) => my.integrations.getModel("i", "m", options),
  "integrations.deleteModel": (my, options) => my.integrations.deleteModel("i", "m", options),
  "integrations.test": (my, options) =>
    my.integrations.test({ integration: "i", model: "m", prompt: "Hi", ...options }),
  batch: (my, options) =>
    my.batch(
      [
        { type: "EditPrompt", prompt: "p", name: "Q" },
        { type: "AddRole", id: "a", role: "team" },
      ],
      options,
    ),
  live: async (my, options) => (await my.live(options)).close(),
  resolve: (my, options) => my.resolve("p", options),
  "keys.find": (_, options, keys) => keys.find("secret", options),
  "keys.get": (_, options, keys) => keys.get("acme", "k", options),
  "keys.list": (_, options, keys) => keys.list(options),
  "keys.add": (_, options, keys) => keys.add("other", { ...apiKey, id: "l" }, options),
  "keys.remove": (_, options, keys) => keys.remove({ ...apiKey, hash: "h" } satisfies StoredApiKey, options),
  "keys.setEnabled": (_, options, keys) =>
    keys.setEnabled({ ...apiKey, hash: "h" } satisfies StoredApiKey, false, options),
  "keys.identity": (_, options, keys) => keys.identity({ ...apiKey, hash: "h" }, options),
};

async function all(values: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of values) count += 1;
  return count;
}
