import type { LedgerCommand, Permission, Subject } from "@promptledger/core";
import { INTEGRATION, MODEL } from "../model/choice.ts";
import type { ModelCommand } from "../model/model-command.ts";
import type { RandomChoices } from "../model/random-choices.ts";

/** A command on integrations, applications or grants: anything but prompts. */
export type TenantCommand = Exclude<LedgerCommand, ModelCommand>;

/** The integrations and applications of a tenant, as far as the next command depends on them. */
export interface TenantResources {
  /** The models of each integration. */
  readonly integrations: Map<string, Set<string>>;
  /** The applications that are not deleted. */
  readonly applications: Set<string>;
  /** How many applications were ever created. */
  created: number;
}

type Target = Extract<TenantCommand, { readonly type: "GrantOnTarget" }>["target"];

const TYPES = [
  "SaveIntegration",
  "DeleteIntegration",
  "SaveModel",
  "DeleteModel",
  "TagIntegration",
  "UntagModel",
  "CreateApplication",
  "DeleteApplication",
  "TagApplication",
  "AddRole",
  "RemoveRole",
  "GrantOnTarget",
  "RevokeOnTarget",
] as const satisfies readonly TenantCommand["type"][];

const NAMES = ["azure", "local", "mistral"] as const;
const MODELS = ["small", "large", "of:many"] as const;
const ROLES = ["ADMIN", "writer"] as const;
const TAGS = [
  { key: "team", value: "docs" },
  { key: "plain", value: null },
] as const;
const SUBJECTS: readonly [Subject, ...Subject[]] = [
  { type: "user", id: "ursula" },
  { type: "role", id: "writer" },
];
const PERMISSIONS: readonly [Permission[], ...Permission[][]] = [["READ"], ["READ", "UPDATE"], ["EXECUTE"]];

/** The resources of a new tenant: the one integration that prompts name. */
export function initialResources(): TenantResources {
  return { integrations: new Map([[INTEGRATION, new Set([MODEL])]]), applications: new Set(), created: 0 };
}

/** The commands that create that integration. */
export const INITIAL_COMMANDS: readonly TenantCommand[] = [
  { type: "SaveIntegration", name: INTEGRATION, input: { type: INTEGRATION } },
  { type: "SaveModel", name: INTEGRATION, model: MODEL, input: {} },
];

/** Chooses a command that is accepted, and records its effect. It never deletes what prompts name, since the model does not cover that. */
export function chooseTenantCommand(random: RandomChoices, resources: TenantResources): TenantCommand {
  const type = random.oneOf(...TYPES);
  const { integrations, applications } = resources;
  const integration = random.pick([...integrations.keys()]) ?? INTEGRATION;
  const models = integrations.get(integration) ?? new Set<string>();
  const input = random.oneOf(
    {},
    { description: `${random.below(3)}` },
    { enabled: false },
    { configuration: { n: 1 } },
  );
  switch (type) {
    case "DeleteIntegration": {
      const name = random.pick(NAMES.filter((one) => integrations.has(one)));
      if (name === undefined) break;
      integrations.delete(name);
      return { type, name };
    }
    case "SaveModel": {
      const model = random.oneOf(...MODELS);
      models.add(model);
      return { type, name: integration, model, input };
    }
    case "DeleteModel": {
      const model = random.pick(MODELS.filter((one) => models.has(one)));
      if (model === undefined) break;
      models.delete(model);
      return { type, name: integration, model };
    }
    case "TagIntegration":
      return { type, name: integration, tags: [random.pick(TAGS) ?? TAGS[0], random.pick(TAGS) ?? TAGS[0]] };
    case "UntagModel": {
      const model = random.pick([...models]);
      if (model === undefined) break;
      return { type, name: integration, model, tags: [...TAGS] };
    }
    case "CreateApplication":
      return createApplication(resources);
    case "DeleteApplication":
    case "TagApplication":
    case "AddRole":
    case "RemoveRole": {
      const id = random.pick([...applications]);
      if (id === undefined) return createApplication(resources);
      if (type === "TagApplication") return { type, id, tags: [random.pick(TAGS) ?? TAGS[0]] };
      if (type !== "DeleteApplication") return { type, id, role: random.oneOf(...ROLES) };
      applications.delete(id);
      return { type, id };
    }
    case "GrantOnTarget":
    case "RevokeOnTarget": {
      const model = random.pick([...models]);
      const target = random.oneOf<Target>(
        { tenant: true },
        { tag: "area:billing" },
        { integration },
        model === undefined ? { integration } : { integration, model },
      );
      return { type, target, subject: random.oneOf(...SUBJECTS), permissions: random.oneOf(...PERMISSIONS) };
    }
    case "SaveIntegration":
      break;
  }
  const name = random.oneOf(...NAMES);
  if (!integrations.has(name)) integrations.set(name, new Set());
  return { type: "SaveIntegration", name, input: { ...input, type: name } };
}

function createApplication(resources: TenantResources): TenantCommand {
  resources.created += 1;
  const id = `app-${resources.created}`;
  resources.applications.add(id);
  return { type: "CreateApplication", id, name: `Application ${resources.created}` };
}
