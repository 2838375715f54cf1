import type { LedgerCommand, Permission, Subject } from "@promptledger/core";
import { INTEGRATION, MODEL } from "../model/choice.ts";
import type { Dice } from "../model/dice.ts";
import type { ModelCommand } from "../model/model-command.ts";

/** A command to what a tenant has beside its prompts. */
export type TenantCommand = Exclude<LedgerCommand, ModelCommand>;

/** What a tenant has beside its prompts, as far as the next command depends on it. */
export interface TenantThings {
  /** The models of each integration. */
  readonly integrations: Map<string, Set<string>>;
  /** The applications that live. */
  readonly applications: Set<string>;
  /** How many applications there ever were. */
  created: number;
}

type Target = Extract<TenantCommand, { readonly type: "GrantOnTarget" }>["target"];

const TYPES = [
  "SaveIntegration",
  "DeleteIntegration",
  "SaveModel",
  "DeleteModel",
  "CreateApplication",
  "DeleteApplication",
  "AddRole",
  "RemoveRole",
  "GrantOnTarget",
  "RevokeOnTarget",
] as const satisfies readonly TenantCommand["type"][];

const NAMES = ["azure", "local", "mistral"] as const;
const MODELS = ["small", "large", "of:many"] as const;
const ROLES = ["ADMIN", "writer"] as const;
const SUBJECTS: readonly [Subject, ...Subject[]] = [
  { type: "user", id: "ursula" },
  { type: "role", id: "writer" },
];
const PERMISSIONS: readonly [Permission[], ...Permission[][]] = [["READ"], ["READ", "UPDATE"], ["EXECUTE"]];

/** A tenant with the one integration that prompts name. */
export function newThings(): TenantThings {
  return { integrations: new Map([[INTEGRATION, new Set([MODEL])]]), applications: new Set(), created: 0 };
}

/** The commands that make that integration. */
export const FIRST_THINGS: readonly TenantCommand[] = [
  { type: "SaveIntegration", name: INTEGRATION, input: { type: INTEGRATION } },
  { type: "SaveModel", name: INTEGRATION, model: MODEL, input: {} },
];

/** A command that is accepted, and noted in what the tenant has. What prompts name stays: the model knows nothing of its end. */
export function chooseTenantCommand(dice: Dice, things: TenantThings): TenantCommand {
  const type = dice.of(...TYPES);
  const { integrations, applications } = things;
  const integration = dice.pick([...integrations.keys()]) ?? INTEGRATION;
  const models = integrations.get(integration) ?? new Set<string>();
  const input = dice.of(
    {},
    { description: `${dice.roll(3)}` },
    { enabled: false },
    { configuration: { n: 1 } },
  );
  switch (type) {
    case "DeleteIntegration": {
      const name = dice.pick(NAMES.filter((one) => integrations.has(one)));
      if (name === undefined) break;
      integrations.delete(name);
      return { type, name };
    }
    case "SaveModel": {
      const model = dice.of(...MODELS);
      models.add(model);
      return { type, name: integration, model, input };
    }
    case "DeleteModel": {
      const model = dice.pick(MODELS.filter((one) => models.has(one)));
      if (model === undefined) break;
      models.delete(model);
      return { type, name: integration, model };
    }
    case "CreateApplication":
      return createApplication(things);
    case "DeleteApplication":
    case "AddRole":
    case "RemoveRole": {
      const id = dice.pick([...applications]);
      if (id === undefined) return createApplication(things);
      if (type !== "DeleteApplication") return { type, id, role: dice.of(...ROLES) };
      applications.delete(id);
      return { type, id };
    }
    case "GrantOnTarget":
    case "RevokeOnTarget": {
      const model = dice.pick([...models]);
      const target = dice.of<Target>(
        { tenant: true },
        { tag: "area:billing" },
        { integration },
        model === undefined ? { integration } : { integration, model },
      );
      return { type, target, subject: dice.of(...SUBJECTS), permissions: dice.of(...PERMISSIONS) };
    }
    case "SaveIntegration":
      break;
  }
  const name = dice.of(...NAMES);
  if (!integrations.has(name)) integrations.set(name, new Set());
  return { type: "SaveIntegration", name, input: { ...input, type: name } };
}

function createApplication(things: TenantThings): TenantCommand {
  things.created += 1;
  const id = `app-${things.created}`;
  things.applications.add(id);
  return { type: "CreateApplication", id, name: `Application ${things.created}` };
}
