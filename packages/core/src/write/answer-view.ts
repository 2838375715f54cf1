import { grantsOn } from "../access/state.ts";
import { resourceOf } from "../authorization/authorize.ts";
import { LedgerError } from "../errors.ts";
import type { ReadSession } from "../read/session.ts";
import { existingIntegration, integrationView, modelView, shownApplication } from "../read/tenant-views.ts";
import { deploymentView, liveOf, promptView, versionView } from "../read/views.ts";
import { eachWithRecordedAt, withRecordedAt } from "../recorded-at.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import type { Answered, PromptAnswered } from "./answer.ts";
import { isOfPrompt } from "./answer.ts";
import type { CheckedCommand } from "./command.ts";
import type { Readable } from "./readable.ts";
import { withheldView } from "./withheld.ts";

/** The answer to a command, frozen: without its content if the actor may not read it. The times in a prompt's stream are known; those in a tenant's streams are filled in here. */
export function answerView(
  session: ReadSession,
  command: CheckedCommand["command"],
  answered: Answered,
  recordedAt: number,
  mayRead: Readable,
): object {
  if (!mayRead(command, answered)) return withheldView(command, answered);
  if (isOfPrompt(answered)) return promptAnswer(answered, session.environment);
  const { newId } = answered.answer;
  const { access, integrations } = answered.state;
  switch (command.type) {
    case "GrantOnTarget":
    case "RevokeOnTarget": {
      const { target } = command;
      return deepFreeze({ target, grants: grantsOn(access, target) });
    }
    case "CreateApplication":
    case "DeleteApplication":
    case "AddRole":
    case "RemoveRole": {
      const application = own(access.applications, command.id ?? newId);
      if (application !== undefined) return shownApplication(withRecordedAt(application, recordedAt));
      break;
    }
    case "DeleteIntegration":
      return Object.freeze({ name: command.name });
    case "DeleteModel":
      return Object.freeze({ integration: command.name, name: command.model });
    case "SaveModel": {
      const model = modelView(existingIntegration(integrations, command.name), command.model);
      return deepFreeze(withRecordedAt(model, recordedAt));
    }
    case "SaveIntegration": {
      const { tenant, actor } = session;
      const view = integrationView(existingIntegration(integrations, command.name), (target) =>
        session.policy.allows(actor, "READ", resourceOf(tenant, access, target)),
      );
      return deepFreeze({
        ...withRecordedAt(view, recordedAt),
        models: eachWithRecordedAt(view.models, recordedAt),
      });
    }
    default:
      break;
  }
  throw new LedgerError("unavailable", `the stored answer is not one of ${command.type}`);
}

function promptAnswer({ answer, state: stream }: PromptAnswered, session: string): object {
  const { number, environment } = answer;
  if (number === null) {
    const live = environment === null ? null : liveOf(stream, environment);
    return live === null ? promptView(stream, session) : deploymentView(live, stream.prompt);
  }
  const version = stream.versions[number];
  if (version !== undefined) return versionView(version, stream.prompt);
  throw new LedgerError("version-not-found", `the prompt has no version ${number}`);
}
