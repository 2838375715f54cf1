import { WHOLE_TENANT } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { resourceOf } from "../authorization/authorize.ts";
import type { Resource } from "../authorization/policy.ts";
import type { PromptState } from "../prompt/state.ts";
import type { Workspace } from "../read/load.ts";
import type { ReadSession } from "../read/session.ts";
import type { Answered } from "./answer.ts";
import { isOfPrompt } from "./answer.ts";
import type { CheckedCommand } from "./command.ts";

/** Says whether the actor may READ what a command is answered with. UPDATE alone shows no content. */
export type Readable = (command: CheckedCommand["command"], answered: Answered) => boolean;

/** By the state after the write itself. */
export function readableAfter(session: ReadSession, access: AccessState): Readable {
  return readableBy(session, access, (prompt) => prompt);
}

/** By today's grants, for the answers of a command that was applied before. */
export function readableToday(session: ReadSession, { tenant, prompts }: Workspace): Readable {
  return readableBy(session, tenant.access, ({ id }) => prompts.get(id)?.stream.prompt ?? null);
}

function readableBy(
  { policy, actor, tenant }: ReadSession,
  access: AccessState,
  stateOf: (prompt: PromptState) => PromptState | null,
): Readable {
  function resource(command: CheckedCommand["command"], answered: Answered): Resource | null {
    if (isOfPrompt(answered)) {
      const prompt = stateOf(answered.state.prompt);
      return prompt === null ? null : { type: "prompt", tenant, access, prompt };
    }
    switch (command.type) {
      case "GrantOnTarget":
      case "RevokeOnTarget":
        return resourceOf(tenant, access, command.target);
      case "SaveIntegration":
      case "DeleteIntegration":
      case "TagIntegration":
      case "UntagIntegration":
        return resourceOf(tenant, access, { integration: command.name });
      case "SaveModel":
      case "DeleteModel":
      case "TagModel":
      case "UntagModel":
        return resourceOf(tenant, access, { integration: command.name, model: command.model });
      default:
        return resourceOf(tenant, access, WHOLE_TENANT);
    }
  }
  return (command, answered) => {
    const shown = resource(command, answered);
    return shown !== null && policy.allows(actor, "READ", shown);
  };
}
