import type { LedgerCommand, PromptRef } from "@promptledger/core";
import type { Arbitrary } from "fast-check";
import { array, constantFrom, nat, oneof, record } from "fast-check";
import { chooseCommand } from "../model/choose-command.ts";
import { meaning, withId } from "../model/choose-write.ts";
import { diceOf } from "../model/dice.ts";
import type { ModelCommand } from "../model/model-command.ts";
import { respelled } from "../model/model-command.ts";
import { applyWrite } from "../model/model-ledger.ts";
import type { ModelTenant } from "../model/model-state.ts";
import type { Action, Material } from "../model/plan.ts";
import { ACTIONS } from "../model/plan.ts";
import { WRITERS } from "../model/situation.ts";
import type { TenantThings } from "./choose-tenant-command.ts";
import { chooseTenantCommand } from "./choose-tenant-command.ts";

/** One command of a batch, drawn before it is known what there will be to act on. */
export interface BatchStep {
  readonly action: Action | "tenant";
  readonly dice: readonly number[];
}

/** What batches are applied to, as far as the next command depends on it. */
export interface Known {
  model: ModelTenant;
  readonly things: TenantThings;
  /** Of the session that the next batch is sent by. */
  environment: string;
}

// Deployments most of all: they depend on what is live, was live before, and stands in the slots.
const arbitraryAction: Arbitrary<BatchStep["action"]> = oneof(
  { weight: 4, arbitrary: constantFrom<BatchStep["action"]>(...ACTIONS) },
  { weight: 1, arbitrary: constantFrom<BatchStep["action"]>("tenant") },
  {
    weight: 3,
    arbitrary: constantFrom<BatchStep["action"]>(
      "batch.save",
      "batch.save",
      "deployments.deploy",
      "deployments.deploy",
      "deployments.rollback",
      "deployments.rollback",
      "deployments.promote",
      "versions.delete",
    ),
  },
);

/** So many steps. */
export function arbitraryBatch(size: number): Arbitrary<readonly BatchStep[]> {
  const dice = array(nat(9_999), { minLength: 14, maxLength: 14 });
  const step = record({ action: arbitraryAction, dice });
  return array(step, { minLength: size, maxLength: size, size: "max" });
}

/** The commands of a batch, each chosen on what the ones before it lead to, so that all of them are accepted. */
export function chooseBatch(
  steps: readonly BatchStep[],
  known: Known,
  material: Material,
  now: number,
): readonly LedgerCommand[] {
  const before = known.model;
  const created = new Map<string, string>();
  return steps.flatMap(({ action, dice: drawn }, index): readonly LedgerCommand[] => {
    const dice = diceOf(drawn);
    if (action === "tenant") return [chooseTenantCommand(dice, known.things)];
    const tenant = known.model;
    const chosen = withId(chooseCommand({ tenant, material, dice }, action), tenant);
    const instead: ModelCommand = {
      type: "CreatePrompt",
      id: `instead-${tenant.prompts.size}`,
      name: `${index}`,
    };
    for (const command of [chosen, instead]) {
      const write = {
        ...WRITERS[0],
        environment: known.environment,
        commands: [command],
        options: {},
        broken: false,
      };
      const applied = applyWrite(
        tenant,
        write,
        { promptIds: [], versionIds: new Map(), recordedAt: now },
        now,
      );
      if (applied.expected.status !== "done") continue;
      known.model = applied.tenant;
      const meant = (prompt: PromptRef): PromptRef => meaning(prompt, tenant, before, created);
      for (const [id, { slug }] of known.model.prompts) if (!tenant.prompts.has(id)) created.set(slug, id);
      return [respelled(command, meant)];
    }
    return [];
  });
}
