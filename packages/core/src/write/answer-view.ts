import type { ApplicationState } from "../access/state.ts";
import { grantsOn } from "../access/state.ts";
import { resourceOf } from "../authorization/authorize.ts";
import type { Session } from "../authorization/session.ts";
import { LedgerError } from "../errors.ts";
import { shownApplication } from "../read/access-views.ts";
import type { ReadEngine } from "../read/engine.ts";
import { existingIntegration, integrationView, modelView } from "../read/integration-views.ts";
import { deploymentView, liveOf, promptView, versionView } from "../read/views.ts";
import { settle } from "../settle.ts";
import { deepFreeze } from "../validation/freeze.ts";
import type { Answered, PromptAnswered, TenantAnswered } from "./answer.ts";
import type { AccessWrite, CheckedCommand, IntegrationWrite } from "./command.ts";

/** The document that a command answers, frozen, with the times filled in that the append has set. */
export function answerView(
  engine: ReadEngine,
  session: Session,
  { aggregate, command }: CheckedCommand,
  answered: Answered,
  recordedAt: number,
): object {
  if (answered.aggregate === "prompt") return promptAnswer(answered, recordedAt, session.environment);
  if (aggregate === "access") return accessAnswer(command, answered, recordedAt);
  if (aggregate === "integration") return integrationAnswer(engine, session, command, answered, recordedAt);
  throw new LedgerError("unavailable", "the stored answer is not that of its command");
}

function promptAnswer(answered: PromptAnswered, recordedAt: number, environment: string): object {
  if (answered.number !== null) {
    const version = answered.stream.versions[answered.number];
    if (version === undefined)
      throw new LedgerError("version-not-found", `the prompt has no version ${answered.number}`);
    return versionView(settle(version, recordedAt), answered.stream.prompt);
  }
  const stream = settle(answered.stream, recordedAt);
  const live = answered.environment === null ? null : liveOf(stream, answered.environment);
  return live === null ? promptView(stream, environment) : deploymentView(live, stream.prompt);
}

function accessAnswer(
  command: AccessWrite["command"],
  { tenant: { access }, newId }: TenantAnswered,
  recordedAt: number,
): object {
  if ("target" in command) {
    const { target } = command;
    return deepFreeze({ target, grants: grantsOn(access, target) });
  }
  // It was there a moment ago: the command was about it.
  const application = access.applications[newId === "" ? (command.id ?? "") : newId] as ApplicationState;
  return shownApplication(settle(application, recordedAt));
}

function integrationAnswer(
  { policy }: ReadEngine,
  { tenant, actor }: Session,
  command: IntegrationWrite["command"],
  { tenant: { access, integrations } }: TenantAnswered,
  recordedAt: number,
): object {
  const { name } = command;
  switch (command.type) {
    case "DeleteIntegration":
      return Object.freeze({ name });
    case "DeleteModel":
      return Object.freeze({ integration: name, name: command.model });
    case "SaveModel": {
      const model = modelView(existingIntegration(integrations, name), command.model);
      return deepFreeze(settle(model, recordedAt));
    }
    case "SaveIntegration": {
      const view = integrationView(existingIntegration(integrations, name), (target) =>
        policy.allows(actor, "READ", resourceOf(tenant, access, target)),
      );
      const models = settle(view.models, recordedAt);
      return deepFreeze({ ...settle(view, recordedAt), models });
    }
  }
}
