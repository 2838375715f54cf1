import { grantsOn } from "../access/state.ts";
import { resourceOf } from "../authorization/authorize.ts";
import { LedgerError } from "../errors.ts";
import type { ReadSession } from "../read/session.ts";
import { existingIntegration, integrationView, modelView, shownApplication } from "../read/tenant-views.ts";
import type { Receipt } from "../read/views.ts";
import { deploymentView, liveOf, promptView, versionView } from "../read/views.ts";
import { eachWithRecordedAt, withRecordedAt } from "../recorded-at.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import type { Answered, PromptAnswered, TenantAnswered } from "./answer.ts";
import { isOfPrompt } from "./answer.ts";
import type { CheckedCommand } from "./command.ts";
import type { Readable } from "./readable.ts";
import type { WriteRequest } from "./request.ts";
import type { WriteSession } from "./session.ts";
import { withheldView } from "./withheld.ts";

/** The result of a write, with one document for each command. It is frozen. */
export interface Done {
  readonly receipt: Receipt;
  readonly answers: readonly object[];
}

/** Makes the answer to a command, frozen, when its time is known. */
export type AnswerView = (answered: Answered, recordedAt: number) => object;

/**
 * How a command will be answered: without its content if the actor may not read it. Everything that the policy is asked is asked here, before
 * the append: its errors come while nothing is written. The times in a prompt's stream are known when the view is made; those in a tenant's
 * streams are filled in then.
 */
function answerView(
  session: ReadSession,
  command: CheckedCommand["command"],
  answered: Answered,
  mayRead: Readable,
): AnswerView {
  if (!mayRead(command, answered)) return (done) => withheldView(command, done);
  if (!isOfPrompt(answered)) return tenantAnswer(session, command, answered);
  return (done) => (isOfPrompt(done) ? promptAnswer(done, session.environment) : done);
}

/** How each command of a write will be answered: see `answerView`. */
export function viewsOf(
  session: WriteSession,
  { commands }: WriteRequest,
  answers: readonly Answered[],
  mayRead: Readable,
): readonly AnswerView[] {
  return answers.map((answered, index) => {
    const command = commands[index]?.command as CheckedCommand["command"];
    return answerView(session, command, answered, mayRead);
  });
}

/** The answers of a write, as they are shown. */
export function shown(
  views: readonly AnswerView[],
  answers: readonly Answered[],
  recordedAt: number,
): readonly object[] {
  return views.map((view, index) => view(answers[index] as Answered, recordedAt));
}

function tenantAnswer(
  { policy, actor, tenant }: ReadSession,
  command: CheckedCommand["command"],
  { answer, state: { access, integrations } }: TenantAnswered,
): AnswerView {
  switch (command.type) {
    case "GrantOnTarget":
    case "RevokeOnTarget": {
      const { target } = command;
      return () => deepFreeze({ target, grants: grantsOn(access, target) });
    }
    case "CreateApplication":
    case "RenameApplication":
    case "TagApplication":
    case "UntagApplication":
    case "DeleteApplication":
    case "AddRole":
    case "RemoveRole": {
      const application = own(access.applications, command.id ?? answer.newId);
      if (application !== undefined) return (_, at) => shownApplication(withRecordedAt(application, at));
      break;
    }
    case "CreateKey":
    case "SetKeyEnabled":
    case "RevokeKey":
      return () => Object.freeze({ id: command.keyId });
    case "ErasePerson":
      return () => Object.freeze({ id: command.actorId });
    case "DeleteIntegration":
      return () => Object.freeze({ name: command.name });
    case "DeleteModel":
      return () => Object.freeze({ integration: command.name, name: command.model });
    case "SaveModel":
    case "TagModel":
    case "UntagModel": {
      const model = modelView(existingIntegration(integrations, command.name), command.model);
      return (_, at) => deepFreeze(withRecordedAt(model, at));
    }
    case "SaveIntegration":
    case "TagIntegration":
    case "UntagIntegration": {
      const view = integrationView(existingIntegration(integrations, command.name), (target) =>
        policy.allows(actor, "READ", resourceOf(tenant, access, target)),
      );
      return (_, at) =>
        deepFreeze({ ...withRecordedAt(view, at), models: eachWithRecordedAt(view.models, at) });
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
