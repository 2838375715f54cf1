import type { Choice } from "./choice.ts";
import { isHeld, livingPrompts } from "./choice.ts";
import { chooseCopy, chooseCreate, chooseIfAbsent } from "./choose-create.ts";
import { chooseDeployment } from "./choose-deployment.ts";
import { chooseDetails } from "./choose-details.ts";
import { chooseOnVersion } from "./choose-on-version.ts";
import type { ModelCommand } from "./model-command.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, latestOf } from "./model-state.ts";
import type { Action } from "./plan.ts";
import { refer } from "./refer.ts";

/** A command that the tenant should accept. If the tenant is not ready for the action, a command that prepares it. */
export function chooseCommand(choice: Choice, action: Action): ModelCommand {
  const { tenant, random } = choice;
  switch (action) {
    case "prompts.create":
      return chooseCreate(choice);
    case "prompts.duplicate":
      return chooseCopy(choice) ?? chooseCommand(choice, "versions.create");
    case "batch.ifAbsent":
      return chooseIfAbsent(choice);
    case "prompts.restore":
      return chooseRestore(choice) ?? chooseCommand(choice, "prompts.star");
    default:
      break;
  }
  const alive = livingPrompts(tenant);
  const fitting = alive.filter((one) => fits(action, one));
  const target = random.pick(fitting.length === 0 || random.chance(20) ? alive : fitting);
  if (target === undefined) return chooseCreate(choice);
  const on = [choice, action, target, refer(random, target)] as const;
  return chooseOnVersion(...on) ?? chooseDeployment(...on) ?? chooseDetails(...on);
}

function chooseRestore({ tenant, material, random }: Choice): ModelCommand | null {
  const deleted = random.pick([...tenant.prompts.values()].filter((one) => !one.alive));
  if (deleted === undefined) return null;
  const free = material.slugs.find((slug) => !isHeld(tenant, slug));
  const slug = isHeld(tenant, deleted.slug) || random.chance(20) ? free : undefined;
  return { type: "RestorePrompt", prompt: refer(random, deleted), ...(slug === undefined ? {} : { slug }) };
}

/** Whether a prompt has what an action needs. */
function fits(action: Action, prompt: ModelPrompt): boolean {
  const { live, versions } = prompt;
  switch (action) {
    case "prompts.untag":
      return prompt.tags.length > 0;
    case "access.revoke":
      return prompt.grants.length > 0;
    case "versions.edit":
    case "versions.delete":
    case "batch.associate":
      return versions.size > 0;
    case "versions.commit":
    case "batch.editDraft":
    case "batch.syntax":
    case "batch.createNextDraft":
      return draftOf(prompt) !== null;
    case "batch.ifNoneCommitted":
      return draftOf(prompt) !== null && latestOf(prompt) === undefined;
    case "batch.ifLastVersion":
      return versions.size === 1 && live.size === 0;
    case "deployments.deploy":
      return latestOf(prompt) !== undefined;
    case "deployments.rollback":
      return [...live.values()].some(({ before }) => before.length > 0);
    case "deployments.promote":
    case "deployments.undeploy":
      return live.size > 0;
    default:
      return true;
  }
}
