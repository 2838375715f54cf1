import type { PromptCommand } from "../prompt/commands.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import { numberOf } from "../prompt/decide-stream.ts";
import type { PromptState } from "../prompt/state.ts";
import { currentNumber, latestCommitted } from "../prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import type { TenantState, TenantVersions } from "../read/tenant-streams.ts";
import type { VersionCommand } from "../version/commands.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** Which document a command is answered with, in which state of its stream. */
export type Answered = PromptAnswered | TenantAnswered;

/** The prompt, or one of its versions or deployments. */
export interface PromptAnswered {
  readonly status: "answered";
  readonly aggregate: "prompt";
  readonly promptId: string;
  readonly stream: PromptStream;
  /** The version to answer, or null. */
  readonly number: number | null;
  /** The environment whose deployment to answer, or null. */
  readonly environment: string | null;
}

/** Something that a tenant has beside its prompts; the command says what. */
export interface TenantAnswered {
  readonly status: "answered";
  readonly aggregate: "tenant";
  readonly tenant: TenantState;
  readonly versions: TenantVersions;
  /** The id that an application was given; empty where none was created. */
  readonly newId: string;
}

/** What a command to a prompt is answered with. */
export function answeredBy(
  command: PromptCommand | VersionCommand,
  before: PromptState,
  events: readonly PromptStreamEvent[],
  stream: PromptStream,
): PromptAnswered {
  return {
    status: "answered",
    aggregate: "prompt",
    promptId: stream.prompt.id,
    stream,
    number: answeredNumber(command, before, events),
    environment: answeredEnvironment(command),
  };
}

/** What a command to a tenant's access or integrations is answered with. */
export function answeredByTenant({ access, integrations }: UnitOfWork, newId: string): TenantAnswered {
  return {
    status: "answered",
    aggregate: "tenant",
    tenant: { access: access.state(), integrations: integrations.state() },
    versions: {
      access: access.base + access.events.length,
      integrations: integrations.base + integrations.events.length,
    },
    newId,
  };
}

function answeredNumber(
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

function answeredEnvironment(command: PromptCommand | VersionCommand): string | null {
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
