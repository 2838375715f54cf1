import type { PromptRef } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { firstVersion } from "./choose-on-version.ts";
import type { ModelCommand } from "./model-command.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, latestOf, numbersOf } from "./model-state.ts";
import type { Action } from "./plan.ts";
import type { RandomChoices } from "./random-choices.ts";

/** The environments that deployments go to. */
const ENVIRONMENTS = ["production", "staging", "qa"] as const;

/** A command that changes what is live, or one that prepares it; null if the action is not about deployments. */
export function chooseDeployment(
  choice: Choice,
  action: Action,
  target: ModelPrompt,
  prompt: PromptRef,
): ModelCommand | null {
  const { random } = choice;
  const draft = draftOf(target);
  const committed = latestOf(target);
  switch (action) {
    case "deployments.deploy": {
      if (committed === undefined)
        return draft === null ? firstVersion(choice, target, prompt) : { type: "CommitVersion", prompt };
      const live = target.live.get("production")?.version.number;
      const deployable = numbersOf(target).filter((one) => one !== draft && one !== live);
      const version = random.chance(25) ? "latest" : (random.pick(deployable) ?? committed);
      return { type: "DeployVersion", prompt, version, ...chooseEnvironment(random) };
    }
    case "deployments.rollback": {
      const [environment, live] =
        random.pick([...target.live].filter(([, one]) => one.before.length > 0)) ?? [];
      if (environment === undefined || live === undefined)
        return chooseDeployment(choice, "deployments.deploy", target, prompt);
      const to = random.chance(40) ? random.pick(live.before)?.number : undefined;
      return { type: "RollBackDeployment", prompt, environment, ...(to === undefined ? {} : { to }) };
    }
    case "deployments.promote": {
      const from = random.pick([...target.live.keys()]);
      if (from === undefined) return chooseDeployment(choice, "deployments.deploy", target, prompt);
      const to = random.pick(ENVIRONMENTS.filter((one) => one !== from)) ?? from;
      return { type: "PromoteDeployment", prompt, from, to: random.chance(5) ? from : to };
    }
    case "deployments.undeploy": {
      const environment = random.pick([...target.live.keys()]);
      if (environment === undefined) return chooseDeployment(choice, "deployments.deploy", target, prompt);
      return { type: "UndeployVersion", prompt, environment: random.chance(10) ? "qa" : environment };
    }
    default:
      return null;
  }
}

function chooseEnvironment(random: RandomChoices): { readonly environment?: string } {
  return random.chance(35) ? { environment: random.oneOf(...ENVIRONMENTS) } : {};
}
