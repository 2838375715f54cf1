import { settlePrompt } from "../catalog/document.ts";
import { foldPromptStream } from "../history/projection.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import type { PromptState } from "../prompt/state.ts";
import { currentNumber } from "../prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { StoredCommand } from "../store/append.ts";
import { LedgerError } from "../errors.ts";
import type { EventStore } from "../store/event-store.ts";
import { settleVersion } from "../version/settle.ts";
import type { VersionState } from "../version/state.ts";
import type { TargetedCommand } from "./command.ts";
import type { Deployment, Prompt, Version } from "../read/views.ts";
import { deploymentView, liveOf, promptView, versionView } from "../read/views.ts";

/** What a command is answered with: which document, in which state of its prompt's stream. */
export interface AnswerTarget {
  readonly promptId: string;
  readonly stream: PromptStream;
  /** The version to answer, or null. */
  readonly number: number | null;
  /** The environment whose deployment to answer, or null. */
  readonly environment: string | null;
}

/** What a stored command remembers of an answer, to give it again from the history. */
interface StoredAnswer {
  readonly promptId: string;
  readonly revision: number;
  readonly number: number | null;
  readonly environment: string | null;
}

interface StoredResult {
  readonly changed: boolean;
  readonly answers: readonly StoredAnswer[];
}

/** Tells which document a command is answered with. */
export function answerTarget(
  command: TargetedCommand["command"],
  promptId: string,
  before: PromptState,
  events: readonly PromptStreamEvent[],
  stream: PromptStream,
): AnswerTarget {
  const target = { promptId, stream, number: null, environment: null };
  switch (command.type) {
    case "CreateVersion":
      return {
        ...target,
        number: events.find((event) => event.type === "VersionCreated")?.data.number ?? null,
      };
    case "EditVersion":
    case "CommitVersion":
      return { ...target, number: command.number ?? before.draft };
    case "SaveVersion": {
      const saved = events.findLast((event) => "number" in event.data && !("environment" in event.data));
      const named = typeof command.number === "number" ? command.number : currentNumber(before);
      return { ...target, number: saved !== undefined && "number" in saved.data ? saved.data.number : named };
    }
    case "DeployVersion":
    case "RollBackDeployment":
      return { ...target, environment: command.environment ?? DEFAULT_ENVIRONMENT };
    case "PromoteDeployment":
      return { ...target, environment: command.to };
    default:
      return target;
  }
}

/** The text that a stored command keeps of its answers. */
export function resultText(changed: boolean, answers: readonly AnswerTarget[]): string {
  const stored: StoredResult = {
    changed,
    answers: answers.map(({ promptId, stream, number, environment }) => ({
      promptId,
      revision: stream.prompt.revision,
      number,
      environment,
    })),
  };
  return JSON.stringify(stored);
}

/** What was answered when the command was first applied: the history as it was then tells it. */
export async function recallAnswers(
  store: EventStore,
  tenant: string,
  command: Pick<StoredCommand, "result">,
): Promise<{ readonly changed: boolean; readonly answers: readonly AnswerTarget[] }> {
  const { changed, answers } = JSON.parse(command.result) as StoredResult;
  const streams = answers.map(({ promptId, revision }) => ({
    stream: promptStreamName(promptId),
    until: revision,
  }));
  const loaded = await store.load(tenant, { streams });
  return {
    changed,
    answers: answers.map(({ promptId, number, environment }, index) => ({
      promptId,
      stream: foldPromptStream(loaded.streams[index]?.events ?? []),
      number,
      environment,
    })),
  };
}

/** The document that a command answers, with the times filled in that the append has set. */
export function answerView(
  target: AnswerTarget,
  recordedAt: number,
  environment: string,
): Prompt | Version | Deployment {
  if (target.number !== null) {
    const version = target.stream.versions[target.number];
    if (version === undefined)
      throw new LedgerError("version-not-found", `the prompt has no version ${target.number}`);
    return versionView(settleVersion(version, recordedAt), target.stream.prompt);
  }
  const stream = settleStream(target.stream, recordedAt);
  if (target.environment !== null) {
    const live = liveOf(stream, target.environment);
    if (live !== null) return deploymentView(live, stream.prompt);
  }
  return promptView(stream, environment);
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
