import type { ErrorCode } from "@promptledger/core";
import type { ModelPrompt, ModelVersion } from "./model-state.ts";
import { latestOf, sameContent } from "./model-state.ts";
import type { Turn } from "./turn.ts";
import { happens } from "./turn.ts";

/** How many earlier deployments a rollback can choose from. */
const REMEMBERED = 50;

/** Makes a committed version live. */
export function deploy(
  turn: Turn,
  prompt: ModelPrompt,
  environment: string,
  wanted: number | "latest",
): ErrorCode | null {
  const number = wanted === "latest" ? latestOf(prompt) : wanted;
  const version = number === undefined ? undefined : prompt.versions.get(number);
  if (version === undefined) return "version-not-found";
  if (!version.committed) return "version-is-draft";
  const live = prompt.live.get(environment);
  if (live === undefined) return goesLive(turn, prompt, environment, version, []);
  if (isSame(live.version, version)) return null;
  return goesLive(turn, prompt, environment, version, [...live.before, live.version]);
}

/** Returns to what was live before, as it was then: the newest that is not gone and not the same as now, or the one asked for. */
export function rollBack(
  turn: Turn,
  prompt: ModelPrompt,
  environment: string,
  to: number | undefined,
): ErrorCode | null {
  const live = prompt.live.get(environment);
  if (live === undefined) return "not-deployed";
  const index = live.before.findLastIndex((version) => {
    if (!prompt.versions.has(version.number)) return false;
    return to === undefined ? !isSame(version, live.version) : version.number === to;
  });
  const version = live.before[index];
  if (version === undefined) return "nothing-to-roll-back";
  if (isSame(version, live.version)) return null;
  return goesLive(turn, prompt, environment, version, live.before.slice(0, index));
}

/** Makes what is live in one environment live in another. */
export function promote(turn: Turn, prompt: ModelPrompt, from: string, to: string): ErrorCode | null {
  const source = prompt.live.get(from);
  if (source === undefined) return "not-deployed";
  const live = prompt.live.get(to);
  if (live === undefined) return goesLive(turn, prompt, to, source.version, []);
  if (isSame(live.version, source.version)) return null;
  return goesLive(turn, prompt, to, source.version, [...live.before, live.version]);
}

/** Makes nothing live in an environment. */
export function undeploy(turn: Turn, prompt: ModelPrompt, environment: string): ModelPrompt {
  if (!prompt.live.has(environment)) return prompt;
  const live = new Map(prompt.live);
  live.delete(environment);
  return happens(turn, prompt, "VersionUndeployed", { live });
}

function goesLive(
  turn: Turn,
  prompt: ModelPrompt,
  environment: string,
  version: ModelVersion,
  before: readonly ModelVersion[],
): null {
  const deployment = {
    version,
    deployedAt: turn.at,
    deployedBy: turn.actor.id,
    before: before.slice(-REMEMBERED),
  };
  happens(turn, prompt, "VersionDeployed", { live: new Map([...prompt.live, [environment, deployment]]) });
  return null;
}

function isSame(left: ModelVersion, right: ModelVersion): boolean {
  return left.number === right.number && sameContent(left.content, right.content);
}
