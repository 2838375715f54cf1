import type { At, TenantLedger } from "@promptledger/core";
import { INTEGRATION, MODEL } from "../model/choice.ts";

/** A read that can be asked of the past. */
export type PastRead = (ledger: TenantLedger, options: { readonly at?: At }) => Promise<unknown>;

const ursula = { id: "ursula", kind: "user" } as const;
const page = { number: 1, size: 3 } as const;
const notLive = {
  type: "not",
  filter: { type: "compare", field: "live.number", operator: "greater", value: 1 },
} as const;

/** Every read of one prompt, by name. */
export function readsOfPrompt(id: string, slug: string): { readonly [name: string]: PastRead } {
  const prompt = { id };
  return {
    "prompts.get": (my, options) => my.prompts.get(prompt, { ...options, deleted: "any" }),
    "prompts.get by slug": (my, options) => my.prompts.get(slug, { ...options, environment: "staging" }),
    "versions.get": (my, options) => my.versions.get(prompt, "latest", options),
    "versions.getWithPrompt": (my, options) => my.versions.getWithPrompt(prompt, "current", options),
    "versions.list": (my, options) => my.versions.list(prompt, { ...options, page, committed: true }),
    "versions.diff": (my, options) => my.versions.diff(prompt, { from: 1, to: "current" }, options),
    "deployments.list": (my, options) => my.deployments.list(prompt, options),
    "history.of": (my, options) => my.history.of(prompt, { ...options, order: "newest", limit: 4 }),
    "access.grants": (my, options) => my.access.grants(prompt, options),
    "access.check": (my, options) => my.access.check(ursula, slug, options),
    resolve: (my, options) => my.resolve(slug, options),
  };
}

/** Every read of a tenant's lists, grants, applications and integrations, by name. */
export function readsOfTenant(application: string): { readonly [name: string]: PastRead } {
  const model = { integration: INTEGRATION, model: MODEL };
  return {
    "prompts.find": (my, options) => my.prompts.find({ ...options, deleted: "any" }),
    "prompts.find with a filter": (my, options) =>
      my.prompts.find({ ...options, page, filter: notLive, environment: "staging" }),
    "versions.latestCommitted": (my, options) => my.versions.latestCommitted(options),
    "versions.latestCommitted of a model": (my, options) =>
      my.versions.latestCommitted({ ...options, integration: `${INTEGRATION}:${MODEL}` }),
    "versions.latestCommittedPage": (my, options) =>
      my.versions.latestCommittedPage({ ...options, limit: 2 }),
    "access.grants on the tenant": (my, options) => my.access.grants({ tenant: true }, options),
    "access.grants on a tag": (my, options) => my.access.grants({ tag: "area:billing" }, options),
    "access.grants on a model": (my, options) => my.access.grants(model, options),
    "access.check on an integration": (my, options) =>
      my.access.check(ursula, { integration: INTEGRATION }, options),
    "access.check on a tag": (my, options) => my.access.check(ursula, { tag: "area:billing" }, options),
    "access.require": (my, options) => my.access.require("READ", { integration: "azure" }, options),
    "applications.list": (my, options) => my.applications.list(options),
    "applications.get": (my, options) => my.applications.get(application, options),
    "applications.keys": (my, options) => my.applications.keys(application, options),
    "applications.findByKey": (my, options) => my.applications.findByKey("key", options),
    "integrations.list": (my, options) => my.integrations.list({ ...options, activeOnly: true }),
    "integrations.get": (my, options) => my.integrations.get("azure", options),
    "integrations.getModel": (my, options) => my.integrations.getModel(INTEGRATION, MODEL, options),
  };
}
