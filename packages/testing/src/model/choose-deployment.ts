import type { PromptRef } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { firstVersion } from "./choose-on-version.ts";
import type { Dice } from "./dice.ts";
import type { ModelCommand } from "./model-command.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, latestOf, numbersOf } from "./model-state.ts";
import type { Action } from "./plan.ts";

/** The environments that deployments go to. */
const ENVIRONMENTS = ["production", "staging", "qa"] as const;

/** A command that changes what is live of a prompt, or one that leads there; null where the action is another. */
export function chooseDeployment(
  choice: Choice,
  action: Action,
  target: ModelPrompt,
  prompt: PromptRef,
): ModelCommand | null {
  const { dice } = choice;
  const draft = draftOf(target);
  const committed = latestOf(target);
  switch (action) {
    case "deployments.deploy": {
      if (committed === undefined)
        return draft === null ? firstVersion(choice, target, prompt) : { type: "CommitVersion", prompt };
      const live = target.live.get("production")?.version.number;
      const deployable = numbersOf(target).filter((one) => one !== draft && one !== live);
      const version = dice.chance(25) ? "latest" : (dice.pick(deployable) ?? committed);
      return { type: "DeployVersion", prompt, version, ...chooseEnvironment(dice) };
    }
    case "deployments.rollback": {
      const [environment, live] =
        dice.pick([...target.live].filter(([, one]) => one.before.length > 0)) ?? [];
      if (environment === undefined || live === undefined)
        return chooseDeployment(choice, "deployments.deploy", target, prompt);
      const to = dice.chance(40) ? dice.pick(live.before)?.number : undefined;
      return { type: "RollBackDeployment", prompt, environment, ...(to === undefined ? {} : { to }) };
    }
    case "deployments.promote": {
      const from = dice.pick([...target.live.keys()]);
      if (from === undefined) return chooseDeployment(choice, "deployments.deploy", target, prompt);
      const to = dice.pick(ENVIRONMENTS.filter((one) => one !== from)) ?? from;
      return { type: "PromoteDeployment", prompt, from, to: dice.chance(5) ? from : to };
    }
    case "deployments.undeploy": {
      const environment = dice.pick([...target.live.keys()]);
      if (environment === undefined) return chooseDeployment(choice, "deployments.deploy", target, prompt);
      return { type: "UndeployVersion", prompt, environment: dice.chance(10) ? "qa" : environment };
    }
    default:
      return null;
  }
}

function chooseEnvironment(dice: Dice): { readonly environment?: string } {
  return dice.chance(35) ? { environment: dice.of(...ENVIRONMENTS) } : {};
}
