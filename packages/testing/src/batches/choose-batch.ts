import type { LedgerCommand } from "@promptledger/core";
import type { Arbitrary } from "fast-check";
import { array, constantFrom, nat, oneof, record } from "fast-check";
import { chooseCommand } from "../model/choose-command.ts";
import { withId } from "../model/choose-write.ts";
import { nothingGenerated } from "../model/model-append.ts";
import type { ModelCommand } from "../model/model-command.ts";
import { applyWrite, writeBy } from "../model/model-ledger.ts";
import type { ModelTenant } from "../model/model-state.ts";
import type { Action, Material } from "../model/plan.ts";
import { ACTIONS } from "../model/plan.ts";
import { randomChoices } from "../model/random-choices.ts";
import { TRUSTED_WRITER } from "../model/writers.ts";
import type { TenantResources } from "./choose-tenant-command.ts";
import { chooseTenantCommand } from "./choose-tenant-command.ts";

/** One command of a batch. It is generated before it is known what there is to act on. */
export interface BatchStep {
  readonly action: Action | "tenant";
  /** Random numbers for every choice that the step makes. */
  readonly numbers: readonly number[];
}

/** The state of a tenant, as far as the next command depends on it. */
export interface BatchState {
  model: ModelTenant;
  readonly resources: TenantResources;
  /** The environment of the session that sends the next batch. */
  environment: string;
}

// Deployments come up most often: they depend on what is live, what was live before, and what the slots hold.
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

/** This many steps. */
export function arbitraryBatch(size: number): Arbitrary<readonly BatchStep[]> {
  const numbers = array(nat(9_999), { minLength: 14, maxLength: 14 });
  const step = record({ action: arbitraryAction, numbers });
  return array(step, { minLength: size, maxLength: size, size: "max" });
}

/** The commands of a batch. Each fits the state that the commands before it lead to, so that all are accepted. */
export function chooseBatch(
  steps: readonly BatchStep[],
  state: BatchState,
  material: Material,
  now: number,
): readonly LedgerCommand[] {
  return steps.flatMap(({ action, numbers }, index): readonly LedgerCommand[] => {
    const random = randomChoices(numbers);
    if (action === "tenant") return [chooseTenantCommand(random, state.resources)];
    const tenant = state.model;
    const chosen = withId(chooseCommand({ tenant, material, random }, action), tenant);
    const instead: ModelCommand = {
      type: "CreatePrompt",
      id: `instead-${tenant.prompts.size}`,
      name: `${index}`,
    };
    for (const command of [chosen, instead]) {
      const write = { ...writeBy(TRUSTED_WRITER, command), environment: state.environment };
      const applied = applyWrite(tenant, write, nothingGenerated(now), now);
      if (applied.expected.status !== "done") continue;
      state.model = applied.tenant;
      return [command];
    }
    return [];
  });
}
