import type { PromptCommand } from "../prompt/commands.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import { numberOf } from "../prompt/decide-stream.ts";
import type { PromptState } from "../prompt/state.ts";
import { currentNumber, latestCommitted } from "../prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import type { TenantState } from "../read/tenant-streams.ts";
import type { VersionCommand } from "../version/commands.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** Names the document that a command is answered with, at a revision of its stream. */
export type Answered = PromptAnswered | TenantAnswered;

/** An answer about a prompt. */
export interface PromptAnswered {
  readonly status: "answered";
  readonly answer: PromptAnswer;
  readonly state: PromptStream;
}

/** An answer about a tenant's access or integrations. */
export interface TenantAnswered {
  readonly status: "answered";
  readonly answer: TenantAnswer;
  readonly state: TenantState;
}

/** Whether an answer is about a prompt. */
export function isOfPrompt(answered: Answered): answered is PromptAnswered {
  return "promptId" in answered.answer;
}

/** The prompt at a revision, or one of its versions or deployments. The record of the command keeps it, so that a repeat gets the same answer. */
export interface PromptAnswer {
  readonly promptId: string;
  readonly revision: number;
  /** The version to return, or null. */
  readonly number: number | null;
  /** The environment whose deployment to return, or null. */
  readonly environment: string | null;
}

/** The state of a tenant's streams at these numbers of events. The command says which part is the answer. */
export interface TenantAnswer {
  readonly access: number;
  readonly integrations: number;
  /** The id of a new application; empty if none was created. */
  readonly newId: string;
}

/** Names the answer to a command on a prompt. */
export function answeredBy(
  command: PromptCommand | VersionCommand,
  before: PromptState,
  events: readonly PromptStreamEvent[],
  state: PromptStream,
): Answered {
  const { id: promptId, revision } = state.prompt;
  const number = numberAnswered(command, before, events);
  const environment = environmentAnswered(command);
  return { status: "answered", answer: { promptId, revision, number, environment }, state };
}

/** Names the answer to a command on a tenant's access or integrations. */
export function answeredByTenant({ access, integrations }: UnitOfWork, newId: string): Answered {
  return {
    status: "answered",
    answer: {
      access: access.base + access.events.length,
      integrations: integrations.base + integrations.events.length,
      newId,
    },
    state: { access: access.state(), integrations: integrations.state() },
  };
}

function numberAnswered(
  command: PromptCommand | VersionCommand,
  before: PromptState,
  events: readonly PromptStreamEvent[],
): number | null {
  switch (command.type) {
    case "CreateVersion":
      return events.find((event) => event.type === "VersionCreated")?.data.number ?? null;
    case "EditVersion":
      return command.number === undefined ? before.draft : numberOf(command.number, before);
    case "CommitVersion":
      if (command.ifNoneCommitted === true && latestCommitted(before) > 0) return latestCommitted(before);
      return command.number ?? before.draft;
    case "SaveVersion": {
      const saved = events.findLast((event) => "number" in event.data && !("environment" in event.data));
      if (saved !== undefined && "number" in saved.data) return saved.data.number;
      return typeof command.number === "number" ? command.number : currentNumber(before);
    }
    default:
      return null;
  }
}

function environmentAnswered(command: PromptCommand | VersionCommand): string | null {
  switch (command.type) {
    case "DeployVersion":
    case "RollBackDeployment":
      return command.environment ?? DEFAULT_ENVIRONMENT;
    case "PromoteDeployment":
      return command.to;
    default:
      return null;
  }
}
