import type { ApplicationState } from "../access/state.ts";
import { grantsOn } from "../access/state.ts";
import { resourceOf } from "../authorization/authorize.ts";
import type { Session } from "../authorization/session.ts";
import { settlePrompt } from "../catalog/document.ts";
import { LedgerError } from "../errors.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { shownApplication } from "../read/access-views.ts";
import type { ReadEngine } from "../read/engine.ts";
import { existingIntegration, integrationView, modelView } from "../read/integration-views.ts";
import { deploymentView, liveOf, promptView, versionView } from "../read/views.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { knownTime, settleVersion } from "../version/settle.ts";
import type { VersionState } from "../version/state.ts";
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
    return versionView(settleVersion(version, recordedAt), answered.stream.prompt);
  }
  const stream = settleStream(answered.stream, recordedAt);
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
  return shownApplication(settleTimes(application, recordedAt));
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
      return deepFreeze(settleTimes(model, recordedAt));
    }
    case "SaveIntegration": {
      const view = integrationView(existingIntegration(integrations, name), (target) =>
        policy.allows(actor, "READ", resourceOf(tenant, access, target)),
      );
      const models = view.models.map((model) => settleTimes(model, recordedAt));
      return deepFreeze({ ...settleTimes(view, recordedAt), models });
    }
  }
}

/** A prompt's stream with the times filled in that its append has set. */
export function settleStream(stream: PromptStream, recordedAt: number): PromptStream {
  return {
    prompt: settlePrompt(stream.prompt, recordedAt),
    versions: settleVersions(stream.versions, recordedAt),
    pinned: settleVersions(stream.pinned, recordedAt),
  };
}

function settleVersions<T extends { readonly [key: string]: VersionState }>(versions: T, at: number): T {
  let settled: { [key: string]: VersionState } | null = null;
  for (const [key, version] of Object.entries(versions)) {
    const known = settleVersion(version, at);
    if (known === version) continue;
    settled ??= { ...versions };
    settled[key] = known;
  }
  return (settled ?? versions) as T;
}

function settleTimes<T extends { readonly createdAt: number; readonly updatedAt: number }>(
  made: T,
  at: number,
): T {
  return { ...made, createdAt: knownTime(made.createdAt, at), updatedAt: knownTime(made.updatedAt, at) };
}
